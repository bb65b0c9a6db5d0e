import { createHash, randomBytes } from 'node:crypto';
import { HoneError, invalidInput } from '../domain/errors.ts';
import type { ObjectStore } from '../domain/ports/object-store.ts';

/** From least to most: each may do what those before it may. */
export const ROLES = ['view', 'operate', 'approve'] as const;
export type Role = (typeof ROLES)[number];

/** An API key as it is kept: its secret is not. Times are ISO 8601. */
export interface AccessKey {
  /** First 12 hex digits of the secret's SHA-256: names the key where it must not be shown. */
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly createdAt: string;
  /** To the minute. */
  readonly lastUsedAt: string | null;
  readonly revokedAt: string | null;
}

/** Makes a key with 256 random bits. The secret is returned once and kept nowhere. @throws HoneError HONE_INVALID_INPUT for a name that is none. */
export async function createKey(store: ObjectStore, name: string, role: Role): Promise<{ readonly secret: string; readonly key: AccessKey }> {
  // The name stands in histories, with a limit of 200 characters there.
  if (!/^\P{C}{1,100}$/u.test(name)) throw invalidInput('name', name, 'Write whose key it is, in 1 to 100 characters, such as support-desk.');
  const secret = `hone_${randomBytes(32).toString('base64url')}`;
  const hash = hashOf(secret);
  const key: AccessKey = { id: keyIdOf(secret), name, role, createdAt: new Date().toISOString(), lastUsedAt: null, revokedAt: null };
  await store.create(placeOf(hash), format(key));
  return { secret, key };
}

/** What names the key of a secret, whether there is such a key or not. */
export function keyIdOf(secret: string): string {
  return hashOf(secret).slice(0, ID_DIGITS);
}

/** The key of a secret, unless it is unknown or revoked. Looked up by hash, so that nothing is compared that time could tell. */
export async function findKey(store: ObjectStore, secret: string, now = new Date()): Promise<AccessKey | undefined> {
  const place = placeOf(hashOf(secret));
  const stored = await store.read(place);
  const key = stored && parse(stored.bytes);
  if (!stored || !key || key.revokedAt) return undefined;
  const stale = !key.lastUsedAt || now.getTime() - Date.parse(key.lastUsedAt) > LAST_USE_MS;
  // Another request may note it at the same moment; a store that refuses writes must not lock people out.
  if (stale) await store.replace(place, format({ ...key, lastUsedAt: now.toISOString() }), stored.tag).catch(() => false);
  return key;
}

export async function listKeys(store: ObjectStore): Promise<AccessKey[]> {
  const places = await store.list(PREFIX);
  const keys = await Promise.all(places.map(async (place) => parse((await store.read(place))!.bytes)));
  return keys.sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
}

/** Makes a key useless for ever; it stays listed. @throws HoneError HONE_NOT_FOUND. */
export async function revokeKey(store: ObjectStore, id: string): Promise<AccessKey> {
  const [place] = /^[0-9a-f]+$/.test(id) && id.length === ID_DIGITS ? await store.list(`${PREFIX}${id}`) : [];
  for (;;) {
    const stored = place === undefined ? undefined : await store.read(place);
    if (!stored || place === undefined) throw new HoneError('HONE_NOT_FOUND', `key: "${id}" does not exist. \`hone keys list\` shows the keys.`);
    const key = parse(stored.bytes);
    const revoked = { ...key, revokedAt: key.revokedAt ?? new Date().toISOString() };
    if (await store.replace(place, format(revoked), stored.tag)) return revoked;
  }
}

const PREFIX = 'keys/';
const ID_DIGITS = 12;
const LAST_USE_MS = 60_000;

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');
const placeOf = (hash: string): string => `${PREFIX}${hash}.json`;
const format = (key: AccessKey): Uint8Array => Buffer.from(JSON.stringify(key));
const parse = (bytes: Uint8Array): AccessKey => JSON.parse(Buffer.from(bytes).toString()) as AccessKey;
