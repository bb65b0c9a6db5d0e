import { Command } from 'commander';
import { operator } from './operator.ts';
import { print } from './output.ts';
import { steer } from './steer.ts';

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
    .option('--by <name>', 'who decides', operator())
    .action((run: string, options: { evidence: string; why: string; by: string }, command: Command) =>
      steer(run, async (all) => {
        const result = await all.decide(run, name, { evidenceHash: options.evidence, by: options.by, why: options.why });
        print(command, { run, result }, () => `${run}: ${result}`);
      }),
    );
}
