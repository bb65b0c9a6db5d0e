import type { Client } from '@temporalio/client';
import { Command } from 'commander';
import { readSettings } from '../adapters/settings.ts';
import type { Settings } from '../adapters/settings.ts';
import { runs } from '../adapters/temporal/runs.ts';
import { runLink } from '../adapters/temporal/ui-links.ts';
import { checkedStart } from './checked-start.ts';
import type { RunOptions } from './checked-start.ts';
import { print } from './output.ts';
import { setOption } from './set-option.ts';
import { watchToTheEnd } from './watch.ts';
import { soon, withClient } from './with-runs.ts';

/** `hone run`: starts a retraining, once it is found good; with `--watch`, stays until its end. */
export function run(): Command {
  return new Command('run')
    .description('start a retraining')
    .option('-p, --profile <name>', 'stored profile; default sample (hone profiles lists them)')
    .addOption(setOption('change a profile value, e.g. train.epochs=3'))
    .option('--false-positives <uri>', 'false positives mined elsewhere, file:<path> or s3://bucket/key: nothing is mined then')
    .option('--resume-from <run>', 'take the request of an earlier run; finished stages are reused')
    .option('--refresh <stages...>', 'make these stages again')
    .option('--idempotency-key <key>', 'the same request under the same key is one run, however often it is sent')
    .option('--reason <text>', 'why, for the history')
    .option('-w, --watch', 'watch until the run ends')
    .action(async (options: RunOptions & { watch?: true }, command: Command) => {
      const start = await checkedStart(readSettings(), options);
      await withClient(async (client, settings) => {
        const id = await begin(client, settings, start, command);
        if (options.watch) process.exitCode = await watchToTheEnd(client, settings, id, command);
      });
    });
}

/** Starts what was found good, and says how it is called and where it is seen. */
export async function begin(client: Client, settings: Settings, start: Awaited<ReturnType<typeof checkedStart>>, command: Command): Promise<string> {
  const id = await soon(client, () => runs(client).start(...start));
  const ui = runLink(settings, id);
  print(command, { run: id, ui }, () => `started ${id}\n${ui}`);
  return id;
}
