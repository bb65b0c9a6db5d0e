import { Command, Option } from 'commander';
import { ALL_STAGES } from '../domain/stages.ts';
import type { StageName } from '../domain/stages.ts';
import { print } from './output.ts';
import { withRuns } from './with-runs.ts';

/** `hone reset <run> --to <stage> --why <text>`: takes a run, ended ones too, back to a stage; what is finished is reused. */
export function reset(): Command {
  return new Command('reset')
    .description('take a run back to where a stage began; finished work is reused')
    .argument('<run>')
    .addOption(new Option('--to <stage>', 'where to go on from').choices(ALL_STAGES).makeOptionMandatory())
    .requiredOption('--why <text>', 'reason, kept in the history')
    .action((run: string, { to, why }: { to: StageName; why: string }, command: Command) =>
      withRuns(async (all) => {
        const execution = await all.reset(run, to, why);
        print(command, { run, to, execution }, () => `${run} goes on from ${to}; follow it with \`hone watch ${run}\``);
      }),
    );
}
