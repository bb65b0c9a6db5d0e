import { randomUUID } from 'node:crypto';
import type { ArtifactRef } from '../../domain/artifact-ref.ts';
import { HoneError } from '../../domain/errors.ts';
import type { PackageFiles, WeightFiles } from '../../domain/package-files.ts';
import type { ObjectStore } from '../../domain/ports/object-store.ts';
import type { Waiver } from '../../domain/waiver.ts';
import { championsOf, readHistory, recordMove } from './registry-history.ts';
import type { HistoryEntry, RecordedMove } from './registry-history.ts';

export type { HistoryEntry } from './registry-history.ts';

/** A registered model version: the package, and its weights where they are at hand. */
export interface ModelVersion {
  readonly packageId: string;
  readonly files: PackageFiles;
  readonly weights: WeightFiles | null;
  /** The evidence it was promoted on, the report of its import, or null for a bootstrapped champion. */
  readonly evidenceHash: string | null;
  /** Once it was promoted without passing its gates, for ever. */
  readonly waiver?: Waiver;
  /** More files of the package as registered, by their names; no part of its identity. */
  readonly attachments?: Readonly<Record<string, ArtifactRef>>;
}

export type Move = Pick<HistoryEntry, 'by' | 'reason' | 'run' | 'waiver'>;

/** What a registered model is: where its aliases point, and how they came to. */
export interface RegisteredModel {
  readonly name: string;
  /** Package ids by alias; `previous` is where the next rollback goes. */
  readonly aliases: Readonly<Record<string, string>>;
  /** Every package that an alias ever pointed to. */
  readonly versions: readonly Pick<ModelVersion, 'packageId' | 'evidenceHash' | 'waiver'>[];
  /** Oldest first. */
  readonly history: readonly HistoryEntry[];
}

export async function listModels(store: ObjectStore): Promise<RegisteredModel[]> {
  const keys = await store.list('registry/');
  const names = [...new Set(keys.map((key) => key.split('/')[1]!))];
  return Promise.all(names.map((name) => readModel(store, name, keys)));
}

/** @throws HoneError HONE_NOT_FOUND without such a model. */
export async function requireModel(store: ObjectStore, model: string): Promise<RegisteredModel> {
  const keys = await store.list(`registry/${model}/`);
  if (keys.length === 0) throw new HoneError('HONE_NOT_FOUND', `model: "${model}" is not registered. \`hone models\` lists the models.`);
  return readModel(store, model, keys);
}

/** Where an alias points. `previous` is the champion before this one: it follows from the history and is never out of step with it. */
export async function readAlias(store: ObjectStore, model: string, alias: string): Promise<ModelVersion | undefined> {
  if (alias !== 'previous') return (await readPlace(store, model, alias))?.version;
  const place = await readPlace(store, model, 'champion');
  if (place) await settle(store, model, place);
  const previous = championsOf(await readHistory(store, model)).at(-2);
  return previous === undefined ? undefined : readVersion(store, model, previous);
}

/** A version that an alias of the model pointed to once. */
export async function readVersion(store: ObjectStore, model: string, packageId: string): Promise<ModelVersion | undefined> {
  const stored = await store.read(versionKey(model, packageId));
  return stored && parse<ModelVersion>(stored.bytes);
}

/**
 * Moves an alias by compare-and-swap, and then keeps the version and appends the move to the history. False when it already points
 * there. The alias itself carries its move: whoever dies after the swap leaves the rest to the next who moves or lists.
 * @throws HoneError HONE_CONFLICT when another promotion moved it meanwhile.
 */
export async function moveAlias(store: ObjectStore, model: string, alias: string, version: ModelVersion, move: Move): Promise<boolean> {
  const place = await readPlace(store, model, alias);
  if (place) await settle(store, model, place);
  const from = place?.version.packageId ?? null;
  if (from === version.packageId) return false;
  const to = withWaiverOf(version, await readVersion(store, model, version.packageId));
  const moved: RecordedMove = { alias, from, to: version.packageId, at: new Date().toISOString(), evidenceHash: version.evidenceHash, ...move, move: randomUUID() };
  const bytes = Buffer.from(JSON.stringify({ ...to, moved }));
  const won = place ? await store.replace(aliasKey(model, alias), bytes, place.tag) : await store.create(aliasKey(model, alias), bytes);
  if (!won) throw new HoneError('HONE_CONFLICT', `${model}@${alias} was moved by another promotion meanwhile; look at it and promote again.`);
  await settle(store, model, { version: to, moved });
  return true;
}

interface Place {
  readonly version: ModelVersion;
  /** How it came to point here; aliases that were moved by an older Hone do not say. */
  readonly moved: RecordedMove | undefined;
  readonly tag: string;
}

async function readPlace(store: ObjectStore, model: string, alias: string): Promise<Place | undefined> {
  const stored = await store.read(aliasKey(model, alias));
  if (!stored) return undefined;
  const { moved, ...version } = parse<ModelVersion & { readonly moved?: RecordedMove }>(stored.bytes);
  return { version, moved, tag: stored.tag };
}

async function readModel(store: ObjectStore, name: string, keys: readonly string[]): Promise<RegisteredModel> {
  const idsIn = (kind: string): string[] => keys.filter((key) => key.startsWith(`registry/${name}/${kind}/`)).map((key) => key.split('/').at(-1)!.replace(/\.json$/, ''));
  const places = await Promise.all(idsIn('aliases').map(async (alias) => [alias, (await readPlace(store, name, alias))!] as const));
  for (const [, place] of places) await settle(store, name, place);
  const history = await readHistory(store, name);
  const ids = [...new Set([...idsIn('versions'), ...places.map(([, { version }]) => version.packageId)])].sort();
  const versions = await Promise.all(ids.map(async (packageId) => (await readVersion(store, name, packageId))!));
  const previous = championsOf(history).at(-2);
  return {
    name,
    aliases: { ...Object.fromEntries(places.map(([alias, { version }]) => [alias, version.packageId])), ...(previous !== undefined && { previous }) },
    versions: versions.map(({ packageId, evidenceHash, waiver }) => ({ packageId, evidenceHash, ...(waiver && { waiver }) })),
    history,
  };
}

/** What a swap of an alias leaves to do: the version stays readable, so that the alias can be moved back, and the history has the move. */
async function settle(store: ObjectStore, model: string, { version, moved }: Omit<Place, 'tag'>): Promise<void> {
  for (;;) {
    const key = versionKey(model, version.packageId);
    const stored = await store.read(key);
    const kept = stored ? withWaiverOf(parse<ModelVersion>(stored.bytes), version) : version;
    const bytes = Buffer.from(JSON.stringify(kept));
    if (stored && bytes.equals(stored.bytes)) break;
    if (stored ? await store.replace(key, bytes, stored.tag) : await store.create(key, bytes)) break;
  }
  if (moved) await recordMove(store, model, moved);
}

/** A version that was waived once stays so, whatever evidence comes later. */
function withWaiverOf(version: ModelVersion, other: ModelVersion | undefined): ModelVersion {
  if (!other?.waiver || version.waiver) return version;
  return { ...version, waiver: other.waiver, attachments: { ...version.attachments, ...other.attachments } };
}

const versionKey = (model: string, packageId: string): string => `registry/${model}/versions/${packageId}.json`;
const aliasKey = (model: string, alias: string): string => `registry/${model}/aliases/${alias}.json`;
const parse = <T>(bytes: Uint8Array): T => JSON.parse(Buffer.from(bytes).toString()) as T;
