import { Command } from 'commander';
import { readSettings } from '../adapters/settings.ts';
import { apiUrl, startStack } from '../adapters/stack.ts';
import { startFormLink } from '../adapters/temporal/ui-links.ts';
import { aborted, stopSignal } from './stop-signal.ts';

/** `hone up`: everything local in the foreground: Temporal dev server with its UI, one pipeline worker, one GPU worker, the API. */
export function up(): Command {
  return new Command('up').description('start Temporal, the workers and the API on this machine; Ctrl-C stops them').action(async () => {
    const stack = await startStack(readSettings(), { api: true });
    const { settings, logs } = stack;
    process.stdout.write(`Temporal UI      ${settings.temporalUi}
start a run      ${startFormLink(settings)}
                 any workflow id; input empty, {} or {"profile": "sample", "overrides": {"train": {"epochs": 2}}}
                 hone run --watch
HTTP API         ${apiUrl(settings)}/docs
                 curl -X POST ${apiUrl(settings)}/v1/runs -H 'content-type: application/json' -d '{}'
logs             ${logs}
`);
    await Promise.race([aborted(stopSignal()), stack.failed.then((reason) => process.stderr.write(`${reason}\n`))]);
    await stack.stop();
  });
}
