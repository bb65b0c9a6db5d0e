import { Command } from 'commander';
import { rollback as rollbackModel } from '../activities/engine/point-alias.ts';
import { openStore } from '../adapters/open-store.ts';
import { readSettings } from '../adapters/settings.ts';
import { invalidInput } from '../domain/errors.ts';
import { operator } from './operator.ts';
import { print } from './output.ts';

interface RollbackOptions {
  readonly why: string;
  readonly to?: string;
  readonly by: string;
}

/** `hone rollback <model> --why <text>`: points the champion alias back. */
export function rollback(): Command {
  return new Command('rollback')
    .description('point the champion alias of a model back')
    .argument('<model>')
    .requiredOption('--why <text>', 'reason, kept in the history for ever')
    .option('--to <packageId>', 'a package of its history (hone models); default the champion before this one')
    .option('--by <name>', 'who decides', operator())
    .action(async (model: string, { why, to, by }: RollbackOptions, command: Command) => {
      if (why.trim() === '' || why.length > 2_000) throw invalidInput('why', why, 'Give the reason in 1 to 2000 characters.');
      if (to !== undefined && !/^[0-9a-f]{64}$/.test(to)) throw invalidInput('to', to, 'Write a package id of the history; `hone models` shows it.');
      const packageId = await rollbackModel(openStore(readSettings()), model, by, why, to);
      print(command, { model, packageId }, () => `${packageId} is champion of ${model} again`);
    });
}
