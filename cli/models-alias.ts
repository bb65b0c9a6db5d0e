import { Command } from 'commander';
import { pointAlias } from '../activities/engine/point-alias.ts';
import { openStore } from '../adapters/open-store.ts';
import { readSettings } from '../adapters/settings.ts';
import { invalidInput } from '../domain/errors.ts';
import { operator } from './operator.ts';
import { print } from './output.ts';

/** `hone models alias <model> <alias> <package> --why <text>`: points an alias of one's own to a version. */
export function modelsAlias(): Command {
  return new Command('alias')
    .description('point an alias of your own, such as canary, to a version; champion is moved by approve and rollback')
    .argument('<model>')
    .argument('<alias>')
    .argument('<package>', 'a package of its history (hone models)')
    .requiredOption('--why <text>', 'reason, kept in the history for ever')
    .option('--by <name>', 'who decides', operator())
    .action(async (model: string, alias: string, packageId: string, { why, by }: { readonly why: string; readonly by: string }, command: Command) => {
      if (why.trim() === '' || why.length > 2_000) throw invalidInput('why', why, 'Give the reason in 1 to 2000 characters.');
      if (!/^[0-9a-f]{64}$/.test(packageId)) throw invalidInput('package', packageId, 'Write a package id of the history; `hone models` shows it.');
      await pointAlias(openStore(readSettings()), model, alias, packageId, { by, why });
      print(command, { model, alias, packageId }, () => `${packageId} is ${model}@${alias}`);
    });
}
