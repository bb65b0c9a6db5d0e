import { Command } from 'commander';
import { print } from './output.ts';
import { withRuns } from './with-runs.ts';

/** `hone move <run> --to <queue>`: gives what waits for a worker to another task queue, e.g. of a free GPU pool. */
export function move(): Command {
  return new Command('move')
    .description('give what waits for a worker to another task queue')
    .argument('<run>')
    .requiredOption('--to <queue>', 'task queue that a worker polls (HONE_GPU_QUEUE of that worker)')
    .action((run: string, { to }: { to: string }, command: Command) =>
      withRuns(async (all) => {
        const activities = await all.move(run, to);
        print(command, { run, to, activities }, () => `moved ${activities.length} of ${run} to ${to}`);
      }),
    );
}
