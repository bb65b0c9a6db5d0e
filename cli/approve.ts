import { userInfo } from 'node:os';
import { Command } from 'commander';
import { print } from './output.ts';
import { withRuns } from './with-runs.ts';

/** `hone approve <run> --evidence <hash> --why <text>` */
export const approve = (): Command => decision('approve', 'promote the certified package');

/** `hone reject <run> --evidence <hash> --why <text>` */
export const reject = (): Command => decision('reject', 'refuse the promotion');

function decision(name: 'approve' | 'reject', description: string): Command {
  return new Command(name)
    .description(description)
    .argument('<run>')
    .requiredOption('--evidence <hash>', 'hash of the evidence you read (hone status shows it)')
    .requiredOption('--why <text>', 'reason, kept in the history for ever')
    .option('--by <name>', 'who decides', userInfo().username)
    .action((run: string, options: { evidence: string; why: string; by: string }, command: Command) =>
      withRuns(async (all) => {
        const result = await all.decide(run, name, { evidenceHash: options.evidence, by: options.by, why: options.why });
        print(command, { run, result }, () => `${run}: ${result}`);
      }),
    );
}
