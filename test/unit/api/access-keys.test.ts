import { describe, expect, test } from '@jest/globals';
import { createKey, findKey, keyIdOf, listKeys, revokeKey } from '../../../api/access-keys.ts';
import { MemoryStore } from '../../fakes/memory-store.ts';

const everything = (store: MemoryStore): string => [...store.objects].map(([key, { bytes }]) => `${key} ${Buffer.from(bytes).toString()}`).join('\n');

describe('createKey', () => {
  test('makes 256 random bits, which are found again', async () => {
    const store = new MemoryStore();
    const { secret, key } = await createKey(store, 'desk', 'operate');
    const [, random = ''] = /^hone_([\w-]+)$/.exec(secret) ?? [];
    expect(Buffer.from(random, 'base64url')).toHaveLength(32);
    expect(key).toMatchObject({ id: keyIdOf(secret), name: 'desk', role: 'operate', lastUsedAt: null, revokedAt: null });
    expect(await findKey(store, secret)).toMatchObject({ id: key.id, name: 'desk', role: 'operate' });
  });

  test('never twice the same', async () => {
    const store = new MemoryStore();
    const secrets = await Promise.all(Array.from({ length: 20 }, async () => (await createKey(store, 'desk', 'view')).secret));
    expect(new Set(secrets).size).toBe(20);
  });

  test('the store never sees the secret, only its SHA-256', async () => {
    const store = new MemoryStore();
    const { secret, key } = await createKey(store, 'desk', 'view');
    await findKey(store, secret);
    await revokeKey(store, key.id);
    expect(everything(store)).not.toContain(secret);
    expect(everything(store)).not.toContain(secret.slice('hone_'.length));
    expect([...store.objects.keys()]).toEqual([expect.stringMatching(new RegExp(`^keys/${key.id}[0-9a-f]{52}\\.json$`))]);
  });

  test.each(['', 'two\nlines', 'x'.repeat(101)])('a name that histories could not hold is refused: %j', async (name) => {
    await expect(createKey(new MemoryStore(), name, 'view')).rejects.toMatchObject({ code: 'HONE_INVALID_INPUT', message: expect.stringContaining('name: ') });
  });
});

describe('findKey', () => {
  test('an unknown secret has no key, and one that differs in its last letter has none', async () => {
    const store = new MemoryStore();
    const { secret } = await createKey(store, 'desk', 'view');
    expect(await findKey(store, `${secret.slice(0, -1)}${secret.endsWith('A') ? 'B' : 'A'}`)).toBeUndefined();
    expect(await findKey(store, '../registry/guard')).toBeUndefined();
  });

  test('notes the last use, to the minute', async () => {
    const store = new MemoryStore();
    const { secret } = await createKey(store, 'desk', 'view');
    const lastUse = async (now: string): Promise<string | null> => {
      await findKey(store, secret, new Date(now));
      return (await listKeys(store))[0]!.lastUsedAt;
    };
    expect(await lastUse('2026-01-02T03:04:05.000Z')).toBe('2026-01-02T03:04:05.000Z');
    expect(await lastUse('2026-01-02T03:05:05.000Z')).toBe('2026-01-02T03:04:05.000Z');
    expect(await lastUse('2026-01-02T03:05:05.001Z')).toBe('2026-01-02T03:05:05.001Z');
  });

  test('a store that refuses writes locks nobody out', async () => {
    const store = new MemoryStore();
    const { secret, key } = await createKey(store, 'desk', 'view');
    store.refuse = true;
    expect(await findKey(store, secret)).toMatchObject({ id: key.id });
  });
});

describe('revokeKey', () => {
  test('makes a key useless at once and for ever, and keeps it listed', async () => {
    const store = new MemoryStore();
    const { secret, key } = await createKey(store, 'desk', 'view');
    const { revokedAt } = await revokeKey(store, key.id);
    expect(Date.parse(revokedAt!)).not.toBeNaN();
    expect(await findKey(store, secret)).toBeUndefined();
    expect(await listKeys(store)).toMatchObject([{ id: key.id, name: 'desk', revokedAt }]);
    await new Promise((wake) => setTimeout(wake, 5));
    expect(await revokeKey(store, key.id)).toMatchObject({ revokedAt });
  });

  test('leaves other keys alone', async () => {
    const store = new MemoryStore();
    const kept = await createKey(store, 'kept', 'view');
    await revokeKey(store, (await createKey(store, 'gone', 'view')).key.id);
    expect(await findKey(store, kept.secret)).toMatchObject({ name: 'kept' });
  });

  test('is not undone by a use that is noted at the same moment', async () => {
    const store = new SlowWriteStore();
    const { secret, key } = await createKey(store, 'desk', 'view');
    store.beforeReplace = () => revokeKey(store, key.id);
    await findKey(store, secret);
    expect(await findKey(store, secret)).toBeUndefined();
  });

  test.each(['', 'keys', '0'.repeat(12), '../runs', 'A'.repeat(12)])('an id that names no key is not found: %j', async (id) => {
    const store = new MemoryStore();
    await createKey(store, 'desk', 'view');
    await expect(revokeKey(store, id)).rejects.toMatchObject({ code: 'HONE_NOT_FOUND' });
  });
});

/** Lets something else happen between a read and the write that follows it. */
class SlowWriteStore extends MemoryStore {
  beforeReplace: (() => Promise<unknown>) | undefined;

  override async replace(key: string, bytes: Uint8Array, tag: string): Promise<boolean> {
    const before = this.beforeReplace;
    this.beforeReplace = undefined;
    await before?.();
    return super.replace(key, bytes, tag);
  }
}
