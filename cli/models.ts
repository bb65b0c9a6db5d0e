import { Command } from 'commander';
import { listModels } from '../activities/engine/registry.ts';
import type { HistoryEntry, RegisteredModel } from '../activities/engine/registry.ts';
import { openStore } from '../adapters/open-store.ts';
import { readSettings } from '../adapters/settings.ts';
import { plainTable } from '../domain/render/table.ts';
import { waiverLine } from '../domain/render/waiver.ts';
import { modelsAlias } from './models-alias.ts';
import { print } from './output.ts';

/** `hone models`: registered models, where their aliases point, and how they came to. */
export function models(): Command {
  return new Command('models')
    .description('list registered models, their aliases and every move of these')
    .addCommand(modelsAlias())
    .action(async (_options: object, command: Command) => {
      const found = await listModels(openStore(readSettings()));
      print(command, found, () => (found.length > 0 ? found.map(describeModel).join('\n\n') : 'no model is registered yet; a promotion registers one'));
    });
}

/** Aliases, what was waived, and every move. */
export function describeModel({ name, aliases, versions, history }: RegisteredModel): string {
  const waived = new Map(versions.flatMap(({ packageId, waiver }) => (waiver ? [[packageId, waiver] as const] : [])));
  const places = Object.entries(aliases).map(([alias, packageId]) => [`  ${alias}`, packageId, waived.has(packageId) ? 'WAIVER, see below' : '']);
  const waivers = [...waived].map(([packageId, waiver]) => `  ${packageId} ${waiverLine(waiver)}`);
  return [name, plainTable(places), ...waivers, '  moves', plainTable(history.map(moveRow))].join('\n');
}

function moveRow({ number, at, alias, to, by, reason, run, waiver }: HistoryEntry): string[] {
  return [`  ${number}`, at.slice(0, 19), alias, to, `by ${by}: ${reason}${run === '' ? '' : ` (${run})`}${waiver ? ', BY WAIVER' : ''}`];
}
