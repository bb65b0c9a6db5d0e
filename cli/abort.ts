import { userInfo } from 'node:os';
import { Command } from 'commander';
import { print } from './output.ts';
import { withRuns } from './with-runs.ts';

/** `hone abort <run>`: ends a run. A training under way checkpoints first; the report is still written. */
export function abort(): Command {
  return new Command('abort')
    .description('end a run; finished stages stay reusable')
    .argument('<run>')
    .action((run: string, _options: object, command: Command) =>
      withRuns(async (all) => {
        const [parked] = (await all.view(run)).parked;
        if (parked) await all.resolve(run, { parkId: parked.parkId, action: 'abort', by: userInfo().username });
        else await all.cancel(run);
        print(command, { run, aborted: true }, () => `${run} is ending; resume later with \`hone run --resume-from ${run}\``);
      }),
    );
}
