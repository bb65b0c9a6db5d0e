import { Command } from 'commander';
import { invalidInput } from '../domain/errors.ts';
import { operator } from './operator.ts';
import { print } from './output.ts';
import { steer } from './steer.ts';

interface DecisionOptions {
  readonly evidence: string;
  readonly why: string;
  readonly by: string;
  readonly waiver?: string;
}

/** `hone approve <run> --evidence <hash> --why <text> [--waiver <text>]` */
export const approve = (): Command =>
  decision('approve', 'promote the certified package').option('--waiver <text>', 'where gates did not pass: why it goes into service all the same; package and history keep it for ever');

/** `hone reject <run> --evidence <hash> --why <text>` */
export const reject = (): Command => decision('reject', 'refuse the promotion');

function decision(name: 'approve' | 'reject', description: string): Command {
  return new Command(name)
    .description(description)
    .argument('<run>')
    .requiredOption('--evidence <hash>', 'hash of the evidence you read (hone status shows it)')
    .requiredOption('--why <text>', 'reason, kept in the history for ever')
    .option('--by <name>', 'who decides', operator())
    .action((run: string, { evidence, why, by, waiver }: DecisionOptions, command: Command) => {
      if (waiver !== undefined && (waiver.trim() === '' || waiver.length > 2_000)) throw invalidInput('waiver', waiver, 'Say in 1 to 2000 characters what justifies it.');
      return steer(run, async (all) => {
        const result = await all.decide(run, name, { evidenceHash: evidence, by, why, ...(waiver !== undefined && { waiver: { by, why: waiver } }) });
        print(command, { run, result }, () => `${run}: ${result}`);
      });
    });
}
