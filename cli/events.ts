import { Command } from 'commander';
import type { Client } from '@temporalio/client';
import { pollersOf } from '../adapters/temporal/pollers.ts';
import { runEvents } from '../adapters/temporal/run-events.ts';
import type { IdentifiedEvent } from '../adapters/temporal/run-events.ts';
import { runs } from '../adapters/temporal/runs.ts';
import { invalidInput } from '../domain/errors.ts';
import { stageLabel } from '../domain/stage-label.ts';
import { QUEUES } from '../domain/names.ts';
import { exitCodeOf, print } from './output.ts';
import { patience } from './patience.ts';
import { leaveOnSignal } from './stop-signal.ts';
import { workerWatch } from './watch-run.ts';
import { soon, withClient } from './with-runs.ts';

/** `hone events <run>`: what happens in a run, an event a line, until it ends. Ends with the exit code of the run. */
export function events(): Command {
  return new Command('events')
    .description('follow what happens in a run, a line an event, until it ends')
    .argument('<run>')
    .option('--after <id>', 'only what came after this event: an id that --json printed')
    .action(async (run: string, { after }: { after?: string }, command: Command) => {
      if (after !== undefined && !/^.+\.\d{1,9}$/.test(after)) throw invalidInput('after', after, 'Give an id as `hone events --json` prints it.');
      await withClient(async (client) => {
        const show = (found: IdentifiedEvent): void => print(command, { id: found.id, ...found.event }, () => lineOf(found));
        await soon(client, () => runs(client).execution(run));
        leaveOnSignal(() => undefined);
        process.exitCode = await follow(client, run, after, show);
      });
    });
}

/** How soon a server that is away is noticed. */
const ANSWER_MS = 5_000;

async function follow(client: Client, run: string, after: string | undefined, show: (found: IdentifiedEvent) => void): Promise<number> {
  const all = runs(client);
  const note = (text: string): void => void process.stderr.write(`${text}\n`);
  const [ask, worker] = [patience(note), workerWatch(note)];
  for await (const found of runEvents(client, run, after, new AbortController().signal)) {
    if (found) {
      show(found);
      continue;
    }
    // No news may mean that nobody answers, which a person should know.
    await ask(() => soon(client, () => all.execution(run), ANSWER_MS));
    worker((await soon(client, () => pollersOf(client, QUEUES.pipeline), ANSWER_MS).catch(() => undefined)) !== 0);
  }
  return exitCodeOf((await ask(() => soon(client, () => all.result(run), ANSWER_MS))).verdict);
}

/** `2026-01-02T03:04:05  stage     train made  trained at 31.2 rows/s` */
function lineOf({ event: { at, type, stage, round = 1, state, text } }: IdentifiedEvent): string {
  const words = [...(stage && stage !== state ? [stageLabel({ stage, round })] : []), state].join(' ');
  return [at.slice(0, 19), type.padEnd(8), words, text.replaceAll(/\s+/g, ' ')].filter((part) => part !== '').join('  ');
}
