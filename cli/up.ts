import { Command } from 'commander';
import { readSettings } from '../adapters/settings.ts';
import { HoneError } from '../domain/errors.ts';
import { print } from './output.ts';
import { aborted, stopSignal } from './stop-signal.ts';

/** `hone up`: everything local in the foreground: Temporal dev server with its UI, one pipeline worker, one GPU worker, the API. */
export function up(): Command {
  return new Command('up').description('start Temporal, the workers and the API on this machine; Ctrl-C stops them').action(async (_options: object, command: Command) => {
    // Loads the worker's SDK, which other commands should not wait for.
    const { apiUrl, startStack } = await import('../adapters/stack.ts');
    const stack = await startStack(readSettings(), { api: true });
    const { settings, startForm, logs } = stack;
    const api = apiUrl(settings);
    const text = (): string => `Temporal UI      ${settings.temporalUi}
start a run      ${startForm}
                 any workflow id; the input is an example: change it, or clear it for the sample profile
                 hone run --watch
HTTP API         ${api}/docs
                 curl -X POST ${api}/v1/runs -H 'content-type: application/json' -d '{}'
logs             ${logs}`;
    print(command, { temporal: settings.temporalAddress, temporalUi: settings.temporalUi, startForm, api, logs }, text);
    const died = await Promise.race([aborted(stopSignal()), stack.failed]);
    await stack.stop();
    if (died !== undefined) throw new HoneError('HONE_UNAVAILABLE', died);
  });
}
