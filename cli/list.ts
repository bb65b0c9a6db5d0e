import { Command, Option } from 'commander';
import type { RunFilter } from '../adapters/temporal/list-runs.ts';
import { plainTable } from '../domain/render/table.ts';
import { STATUSES, VERDICTS } from '../schemas/run-view.ts';
import { print } from './output.ts';
import { withRuns } from './with-runs.ts';

/** `hone list`: the newest runs, of a kind when filtered. */
export function list(): Command {
  return new Command('list')
    .description('list runs, newest first')
    .option('-n, --limit <count>', 'how many', Number, 20)
    .addOption(new Option('--status <status>', 'only runs in this state').choices(STATUSES))
    .addOption(new Option('--verdict <verdict>', 'only runs that ended so').choices(VERDICTS))
    .option('--profile <name>', 'only runs of this profile')
    .option('--since <time>', 'started at or after, e.g. 2026-11-24T08:00:00Z')
    .option('--until <time>', 'started before')
    .action(({ limit, ...filter }: { limit: number } & RunFilter, command: Command) =>
      withRuns(async (all) => {
        const { runs } = await all.list(filter, limit);
        const rows = runs.map((run) => [run.run, run.status || run.state, run.stage, run.verdict, run.profile, run.startedAt]);
        print(command, runs, () => plainTable([['run', 'status', 'stage', 'verdict', 'profile', 'started'], ...rows]));
      }),
    );
}
