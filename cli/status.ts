import { Command } from 'commander';
import { viewOf } from '../api/view-of.ts';
import { describeRun } from './describe-run.ts';
import { print } from './output.ts';
import { servicesOf } from './services-of.ts';
import { withRuns } from './with-runs.ts';

/** `hone status <run>`: stages, what is under way, what is parked and why, and the commands that go on from there. */
export function status(): Command {
  return new Command('status')
    .description('show one run: its stages, what is under way, and what it waits for')
    .argument('<run>', 'workflow id')
    .action((run: string, _options: object, command: Command) =>
      withRuns(async (all, settings, client) => {
        const state = await all.execution(run);
        const [activities, view] = await Promise.all([all.activity(run), viewOf(servicesOf(client, settings), run)]);
        print(command, { run, ...view, state, activities }, () => describeRun({ run, state, view, activities }));
      }),
    );
}
