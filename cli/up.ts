import { Command } from 'commander';
import { readSettings } from '../adapters/settings.ts';
import { startStack } from '../adapters/stack.ts';
import { startFormLink } from '../adapters/temporal/ui-links.ts';
import { aborted, stopSignal } from './stop-signal.ts';

/** `hone up`: everything local in the foreground: Temporal dev server with its UI, one pipeline worker, one GPU worker. */
export function up(): Command {
  return new Command('up').description('start Temporal and the workers on this machine; Ctrl-C stops them').action(async () => {
    const stack = await startStack(readSettings());
    process.stdout.write(`Temporal UI      ${stack.settings.temporalUi}\nstart a run      ${startFormLink(stack.settings)}\n                 any workflow id; input empty, {} or {"profile": "sample", "overrides": {"train": {"epochs": 2}}}\n                 hone run --watch\nlogs             ${stack.logs}\n`);
    await Promise.race([aborted(stopSignal()), stack.failed.then((reason) => process.stderr.write(`${reason}\n`))]);
    await stack.stop();
  });
}
