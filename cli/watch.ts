import { Command } from 'commander';
import type { Client } from '@temporalio/client';
import type { Settings } from '../adapters/settings.ts';
import { displayOf } from './display-of.ts';
import { rowsToCollect } from './rows-to-collect.ts';
import { exitCodeOf, print } from './output.ts';
import { shellWord } from './shell-word.ts';
import { leaveOnSignal } from './stop-signal.ts';
import { watchable, watchRun } from './watch-run.ts';
import { withClient } from './with-runs.ts';

/** `hone watch <run>`: live stages on a terminal, plain lines in a pipe, until the run ends. */
export function watch(): Command {
  return new Command('watch')
    .description('show stages, rates and time left until the run ends; Ctrl-C leaves it alone')
    .argument('<run>')
    .action((run: string, _options: object, command: Command) =>
      withClient(async (client, settings) => {
        process.exitCode = await watchToTheEnd(client, settings, run, command);
      }),
    );
}

/** Watches a run, and returns the exit code of its verdict. A signal ends the watching, and leaves the run alone. */
export async function watchToTheEnd(client: Client, settings: Settings, run: string, command: Command): Promise<number> {
  const { json } = command.optsWithGlobals<{ json?: boolean }>();
  const display = displayOf(json);
  leaveOnSignal(() => display.note(`${run} goes on; \`hone watch ${shellWord(run)}\` watches it again`));
  const outcome = await watchRun(watchable(client, settings), run, display);
  print(command, { run, outcome }, () => [`${outcome.verdict}; \`hone report ${shellWord(run)}\` says why`, ...rowsToCollect(outcome)].join('\n'));
  return exitCodeOf(outcome.verdict);
}
