import { Command } from 'commander';
import { plainTable } from '../domain/render/table.ts';
import { print } from './output.ts';
import { withRuns } from './with-runs.ts';

/** `hone list`: the newest runs. */
export function list(): Command {
  return new Command('list')
    .description('list runs, newest first')
    .option('-n, --limit <count>', 'how many', Number, 20)
    .action((options: { limit: number }, command: Command) =>
      withRuns(async (all) => {
        const found = await all.list(options.limit);
        const rows = found.map((run) => [run.run, run.status || run.state, run.stage, run.verdict, run.profile, run.startedAt]);
        print(command, found, () => plainTable([['run', 'status', 'stage', 'verdict', 'profile', 'started'], ...rows]));
      }),
    );
}
