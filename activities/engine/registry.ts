import type { PackageFiles, WeightFiles } from '../../domain/package-files.ts';
import { HoneError } from '../../domain/errors.ts';
import type { ObjectStore } from '../../domain/ports/object-store.ts';

/** A registered model version: the package, and its weights where they are at hand. */
export interface ModelVersion {
  readonly packageId: string;
  readonly files: PackageFiles;
  readonly weights: WeightFiles | null;
  /** The certificate it was promoted on, or null for a bootstrapped champion. */
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
  const from = stored && parse<ModelVersion>(stored.bytes).packageId;
  if (from === version.packageId) return false;
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

const aliasKey = (model: string, alias: string): string => `registry/${model}/aliases/${alias}.json`;
const parse = <T>(bytes: Uint8Array): T => JSON.parse(Buffer.from(bytes).toString()) as T;
