import { Command } from 'commander';
import { listModels } from '../activities/engine/registry.ts';
import type { HistoryEntry, RegisteredModel } from '../activities/engine/registry.ts';
import { openStore } from '../adapters/open-store.ts';
import { readSettings } from '../adapters/settings.ts';
import { plainTable } from '../domain/render/table.ts';
import { importCommand } from './import-model.ts';
import { waiverLine } from '../domain/render/waiver.ts';
import { modelsAlias } from './models-alias.ts';
import { print } from './output.ts';

/** `hone models [list|import]`: registered models, and taking in one from elsewhere. */
export function models(): Command {
  return new Command('models').description('list registered models with their history, or import the guard in service').addCommand(list(), { isDefault: true }).addCommand(importCommand()).addCommand(modelsAlias());
}

/** Registered models, where their aliases point, and how they came to. */
function list(): Command {
  return new Command('list').description('list registered models, their aliases and every move of these (the default)').action(async (_options: object, command: Command) => {
    const found = await listModels(openStore(readSettings()));
    print(command, found, () => (found.length > 0 ? found.map(describeModel).join('\n\n') : 'no model is registered yet; a promotion registers one, and so does hone models import'));
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
