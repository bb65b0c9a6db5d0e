import { Command } from 'commander';
import { pollersOf } from '../adapters/temporal/pollers.ts';
import { QUEUES } from '../domain/names.ts';
import { print } from './output.ts';
import { shellWord } from './shell-word.ts';
import { steer } from './steer.ts';

/** `hone abort <run>`: ends a run, parked or not, with or without a worker. A training under way checkpoints first; the report is still written. */
export function abort(): Command {
  return new Command('abort')
    .description('end a run; a training checkpoints first, and finished stages stay reusable')
    .argument('<run>')
    .action((run: string, _options: object, command: Command) =>
      steer(run, async (all, client) => {
        await all.cancel(run);
        // That the run is ending is so, whether this can be told or not.
        const workers = await pollersOf(client, QUEUES.pipeline).catch(() => undefined);
        const when = workers !== 0 ? 'is ending' : 'ends as soon as a worker is up (`hone up`)';
        print(command, { run, aborted: true }, () => `${run} ${when}; \`hone run --resume-from ${shellWord(run)}\` goes on later`);
      }),
    );
}
