import { Command } from 'commander';
import { print } from './output.ts';
import { withRuns } from './with-runs.ts';

/** `hone pause <run> --why <text>`: holds what a run does now; a training checkpoints first. */
export function pause(): Command {
  return new Command('pause')
    .description('hold what a run does now; a training checkpoints first')
    .argument('<run>')
    .requiredOption('--why <text>', 'reason, shown in the UI')
    .action((run: string, { why }: { why: string }, command: Command) =>
      withRuns(async (all) => {
        const activities = await all.pause(run, why);
        print(command, { run, activities }, () => `paused ${count(activities)} of ${run}; go on with \`hone unpause ${run}\``);
      }),
    );
}

/** `hone unpause <run>`: lets a paused run go on. */
export function unpause(): Command {
  return new Command('unpause')
    .description('let a paused run go on')
    .argument('<run>')
    .action((run: string, _options: object, command: Command) =>
      withRuns(async (all) => {
        const activities = await all.unpause(run);
        print(command, { run, activities }, () => `${count(activities)} of ${run} ${activities.length === 1 ? 'goes' : 'go'} on`);
      }),
    );
}

const count = ({ length }: readonly string[]): string => `${length} ${length === 1 ? 'activity' : 'activities'}`;
