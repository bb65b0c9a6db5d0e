import type { PackageFiles, WeightFiles } from '../../domain/package-files.ts';
import { HoneError } from '../../domain/errors.ts';
import type { ObjectStore } from '../../domain/ports/object-store.ts';

/** A registered model version: the package, and its weights where they are at hand. */
export interface ModelVersion {
  readonly packageId: string;
  readonly files: PackageFiles;
  readonly weights: WeightFiles | null;
  /** The certificate it was promoted on, the report of its import, or null for a bootstrapped champion. */
  readonly evidenceHash: string | null;
}

/** One line of a model's history; appended, never changed. */
export interface HistoryEntry {
  readonly number: number;
  readonly alias: string;
  readonly from: string | null;
  readonly to: string;
  readonly at: string;
  readonly by: string;
  readonly reason: string;
  readonly run: string;
  readonly evidenceHash: string | null;
}

export type Move = Pick<HistoryEntry, 'by' | 'reason' | 'run'>;

/** What a registered model is: where its aliases point, and how they came to. */
export interface RegisteredModel {
  readonly name: string;
  /** Package ids by alias. */
  readonly aliases: Readonly<Record<string, string>>;
  /** Oldest first. */
  readonly history: readonly HistoryEntry[];
}

export async function listModels(store: ObjectStore): Promise<RegisteredModel[]> {
  const keys = await store.list('registry/');
  const names = [...new Set(keys.map((key) => key.split('/')[1]!))];
  return Promise.all(names.map(async (name) => {
    const under = (kind: string): string[] => keys.filter((key) => key.startsWith(`registry/${name}/${kind}/`));
    const aliases = under('aliases').map((key) => key.split('/').at(-1)!.replace(/\.json$/, ''));
    const pairs = await Promise.all(aliases.map(async (alias) => [alias, (await readAlias(store, name, alias))!.packageId] as const));
    const history = await Promise.all(under('history').map(async (key) => parse<HistoryEntry>((await store.read(key))!.bytes)));
    return { name, aliases: Object.fromEntries(pairs), history };
  }));
}

/**
 * Points the champion alias back to what it was before its last move, or to the named version; returns the package id.
 * @throws HoneError HONE_NOT_FOUND without such a model or version, HONE_CONFLICT where there is nothing to go back to.
 */
export async function rollback(store: ObjectStore, model: string, by: string, why: string, to?: string): Promise<string> {
  const found = (await listModels(store)).find(({ name }) => name === model);
  if (!found) throw new HoneError('HONE_NOT_FOUND', `model: "${model}" is not registered. \`hone models\` lists the models.`);
  const packageId = to ?? championsOf(found.history).at(-2);
  if (!packageId) throw new HoneError('HONE_CONFLICT', `model: "${model}" had no champion before this one, so there is nothing to go back to.`);
  const stored = await store.read(versionKey(model, packageId));
  if (!stored) throw new HoneError('HONE_NOT_FOUND', `to: "${packageId}" is no version of ${model}. \`hone models\` shows its history.`);
  const moved = await moveAlias(store, model, 'champion', parse<ModelVersion>(stored.bytes), { by, reason: `${ROLLBACK}${why}`, run: '' });
  if (!moved) throw new HoneError('HONE_CONFLICT', `to: "${packageId}" is the champion of ${model} already.`);
  return packageId;
}

const ROLLBACK = 'rollback: ';

/** The champions in force, oldest first: a rollback takes those after its target out, so that the next one goes further back. */
function championsOf(history: readonly HistoryEntry[]): string[] {
  const champions: string[] = [];
  for (const { alias, from, to, reason } of history) {
    if (alias !== 'champion') continue;
    if (champions.length === 0 && from !== null) champions.push(from);
    const back = reason.startsWith(ROLLBACK) ? champions.lastIndexOf(to) : -1;
    if (back >= 0) champions.length = back + 1;
    else champions.push(to);
  }
  return champions;
}

export async function readAlias(store: ObjectStore, model: string, alias: string): Promise<ModelVersion | undefined> {
  const stored = await store.read(aliasKey(model, alias));
  return stored && parse<ModelVersion>(stored.bytes);
}

/**
 * Moves an alias by compare-and-swap and appends the move to the history. False when it already points there.
 * @throws HoneError HONE_CONFLICT when another promotion moved it meanwhile.
 */
export async function moveAlias(store: ObjectStore, model: string, alias: string, version: ModelVersion, move: Move): Promise<boolean> {
  const stored = await store.read(aliasKey(model, alias));
  const before = stored && parse<ModelVersion>(stored.bytes);
  const from = before?.packageId;
  if (from === version.packageId) return false;
  // Both stay readable, so that the alias can be moved back.
  for (const kept of before ? [before, version] : [version]) await store.create(versionKey(model, kept.packageId), Buffer.from(JSON.stringify(kept)));
  const bytes = Buffer.from(JSON.stringify(version));
  const moved = stored ? await store.replace(aliasKey(model, alias), bytes, stored.tag) : await store.create(aliasKey(model, alias), bytes);
  if (!moved) throw new HoneError('HONE_CONFLICT', `${model}@${alias} was moved by another promotion meanwhile; look at it and promote again.`);
  await appendHistory(store, model, { alias, from: from ?? null, to: version.packageId, at: new Date().toISOString(), evidenceHash: version.evidenceHash, ...move });
  return true;
}

async function appendHistory(store: ObjectStore, model: string, entry: Omit<HistoryEntry, 'number'>): Promise<void> {
  for (let number = (await store.list(`registry/${model}/history/`)).length + 1; ; number++) {
    const key = `registry/${model}/history/${String(number).padStart(6, '0')}.json`;
    if (await store.create(key, Buffer.from(JSON.stringify({ number, ...entry })))) return;
  }
}

const versionKey = (model: string, packageId: string): string => `registry/${model}/versions/${packageId}.json`;
const aliasKey = (model: string, alias: string): string => `registry/${model}/aliases/${alias}.json`;
const parse = <T>(bytes: Uint8Array): T => JSON.parse(Buffer.from(bytes).toString()) as T;
