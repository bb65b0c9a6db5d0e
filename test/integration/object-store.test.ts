import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { listModels, moveAlias, readAlias } from '../../activities/engine/registry.ts';
import type { ModelVersion } from '../../activities/engine/registry.ts';
import { fileStore } from '../../adapters/file-store.ts';
import { s3Store } from '../../adapters/s3-store.ts';
import type { ByteRange, ObjectStore } from '../../domain/ports/object-store.ts';
import { addOne } from './support/add-one.ts';
import { startS3Server } from './support/s3-server.ts';
import type { S3Server } from './support/s3-server.ts';

let directory = '';
let server: S3Server;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'hone-store-'));
  server = await startS3Server();
}, 30_000);

afterAll(async () => {
  await server.stop();
  await rm(directory, { recursive: true, force: true });
});

/** Every test has a store of its own. */
const STORES: readonly { readonly name: string; readonly open: () => ObjectStore }[] = [
  { name: 'fileStore', open: () => fileStore(join(directory, randomUUID())) },
  { name: 's3Store', open: () => s3Store({ ...serverOptions(), prefix: randomUUID() }) },
];

function serverOptions(): Parameters<typeof s3Store>[0] {
  const { endpoint, bucket, accessKeyId, secretAccessKey } = server;
  return { endpoint, bucket, forcePathStyle: true, credentials: { accessKeyId, secretAccessKey } };
}

describe.each(STORES)('$name', ({ open }) => {
  test('gives back what was written, with its size and SHA-256', async () => {
    const store = open();
    const bytes = Buffer.from('caf\u00e9 \u{1f600}\n\u0000');
    await store.write('a/b.txt', bytes);
    expect(Buffer.from((await store.read('a/b.txt'))!.bytes)).toEqual(bytes);
    expect(await store.size('a/b.txt')).toBe(bytes.length);
    expect(await store.digest('a/b.txt')).toBe(sha256(bytes));
    expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  test('streams an object whole, or the bytes that are asked for', async () => {
    const store = open();
    await store.write('k', Buffer.from('0123456789'));
    const read = async (key: string, range?: ByteRange): Promise<string> => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of store.stream(key, range)) chunks.push(chunk);
      return Buffer.concat(chunks).toString();
    };
    expect(await read('k')).toBe('0123456789');
    expect(await read('k', { from: 2, to: 5 })).toBe('234');
    await expect(read('none')).rejects.toMatchObject({ code: 'HONE_NOT_FOUND' });
  });

  test('keeps an empty object apart from none', async () => {
    const store = open();
    await store.write('empty', new Uint8Array());
    expect((await store.read('empty'))?.bytes.length).toBe(0);
    expect(await store.size('empty')).toBe(0);
    expect(await store.digest('empty')).toBe(sha256(''));
  });

  test('replaces what was written, and the tag with it', async () => {
    const store = open();
    await store.write('k', Buffer.from('one'));
    const before = await store.read('k');
    await store.write('k', Buffer.from('two'));
    const after = await store.read('k');
    expect(text(after)).toBe('two');
    expect(after?.tag).not.toBe(before?.tag);
  });

  test('lets exactly one of twenty creators win', async () => {
    const store = open();
    const answers = await Promise.all(range(20).map((n) => store.create('claims/x', Buffer.from(`creator ${n}`))));
    expect(answers.filter(Boolean)).toHaveLength(1);
    expect(text(await store.read('claims/x'))).toBe(`creator ${answers.indexOf(true)}`);
    expect(await store.create('claims/x', Buffer.from('late'))).toBe(false);
  });

  test('loses no update of twenty concurrent replacers', async () => {
    const store = open();
    await store.write('counter', Buffer.from('0'));
    await Promise.all(range(20).map(() => addOne(store, 'counter')));
    expect(text(await store.read('counter'))).toBe('20');
  }, 60_000);

  test.each([['the first', []], ['a later', ['zero']]])('of ten who promote at once, as %s champion, one wins, the others are told, and the history has the one', async (_name, before) => {
    const store = open();
    const ref = { uri: 'store:x', sha256: 'x', bytes: 1 };
    const promote = (packageId: string, on = store): Promise<boolean> => {
      const version: ModelVersion = { packageId, files: { model: ref, tokenizer: ref, honeJson: ref }, weights: null, evidenceHash: packageId };
      return moveAlias(on, 'guard', 'champion', version, { by: 'ada', reason: 'certified', run: packageId });
    };
    for (const packageId of before) await promote(packageId);
    const atOnce = readingTogether(store, 10);
    const results = await Promise.allSettled(range(10).map((n) => promote(`package-${n}`, atOnce)));
    const won = results.findIndex(({ status }) => status === 'fulfilled');
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results) if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'HONE_CONFLICT' });
    expect(await readAlias(store, 'guard', 'champion')).toMatchObject({ packageId: `package-${won}` });
    const [model] = await listModels(store);
    expect(model!.history.map(({ to }) => to)).toEqual([...before, `package-${won}`]);
  }, 60_000);

  test('replaces nothing under an old tag, or where nothing is', async () => {
    const store = open();
    await store.write('k', Buffer.from('one'));
    const { tag } = (await store.read('k'))!;
    expect(await store.replace('k', Buffer.from('two'), tag)).toBe(true);
    expect(await store.replace('k', Buffer.from('three'), tag)).toBe(false);
    expect(text(await store.read('k'))).toBe('two');
    expect(await store.replace('absent', Buffer.from('x'), tag)).toBe(false);
    expect(await store.read('absent')).toBeUndefined();
  });

  test('carries a file of 20 MB there and back', async () => {
    const store = open();
    const bytes = randomBytes(20_000_000);
    const [from, to] = [join(directory, randomUUID()), join(directory, randomUUID(), 'new', 'file')];
    await writeFile(from, bytes);
    await store.upload('models/large.bin', from);
    expect(await store.size('models/large.bin')).toBe(20_000_000);
    expect(await store.digest('models/large.bin')).toBe(sha256(bytes));
    await store.download('models/large.bin', to);
    expect(sha256(await readFile(to))).toBe(sha256(bytes));
  }, 60_000);

  test('answers undefined for what is missing, and says so for a download', async () => {
    const store = open();
    expect(await store.read('no/such')).toBeUndefined();
    expect(await store.size('no/such')).toBeUndefined();
    expect(await store.digest('no/such')).toBeUndefined();
    const folder = await mkdtemp(join(directory, 'download-'));
    await expect(store.download('no/such', join(folder, 'file'))).rejects.toMatchObject({ code: 'HONE_NOT_FOUND', message: expect.stringContaining('no/such') });
    expect(await readdir(folder)).toEqual([]);
    await expect(store.upload('k', join(folder, 'absent'))).rejects.toMatchObject({ code: 'HONE_NOT_FOUND' });
    expect(await store.read('k')).toBeUndefined();
  });

  test('does not take a folder for an object', async () => {
    const store = open();
    await store.write('folder/object', Buffer.from('x'));
    expect(await store.read('folder')).toBeUndefined();
    expect(await store.size('folder')).toBeUndefined();
    expect(await store.digest('folder')).toBeUndefined();
    expect(await store.read('folder/object/below')).toBeUndefined();
    await store.remove('folder');
    expect(await store.list('folder')).toEqual(['folder/object']);
  });

  test('lists the keys under a prefix in order', async () => {
    const store = open();
    const keys = ['p/b', 'p/a/z', 'p/a-1', 'p/a/é', 'q/1', 'pq'];
    for (const key of keys) await store.write(key, Buffer.from(key));
    expect(await store.list('p/')).toEqual(['p/a-1', 'p/a/z', 'p/a/é', 'p/b']);
    expect(await store.list('p/a')).toEqual(['p/a-1', 'p/a/z', 'p/a/é']);
    expect(await store.list('p/a/')).toEqual(['p/a/z', 'p/a/é']);
    expect(await store.list('p')).toEqual(['p/a-1', 'p/a/z', 'p/a/é', 'p/b', 'pq']);
    expect(await store.list('none/')).toEqual([]);
    expect(await store.list('')).toEqual(expect.arrayContaining(keys));
  });

  test('removes once, and again without complaint', async () => {
    const store = open();
    await store.write('gone', Buffer.from('x'));
    await store.remove('gone');
    await store.remove('gone');
    expect(await store.read('gone')).toBeUndefined();
    expect(await store.list('gone')).toEqual([]);
    expect(await store.create('gone', Buffer.from('y'))).toBe(true);
  });

  test.each(['', '/etc/passwd', '../up', 'a/../b', 'a//b', 'a/', './a', 'a\\b', 'a\u0000b', '.tmp/x', '.locks/x', 'x'.repeat(1025)])('refuses the key %j', async (key) => {
    const store = open();
    const refusal = { code: 'HONE_INVALID_INPUT' };
    await expect(store.read(key)).rejects.toMatchObject(refusal);
    await expect(store.write(key, Buffer.from('x'))).rejects.toMatchObject(refusal);
    await expect(store.create(key, Buffer.from('x'))).rejects.toMatchObject(refusal);
    await expect(store.download(key, join(directory, 'never'))).rejects.toMatchObject(refusal);
    await expect(store.remove(key)).rejects.toMatchObject(refusal);
  });

  test('refuses to list outside itself', async () => {
    const store = open();
    for (const prefix of ['/', '../', 'a/../../b', '..']) await expect(store.list(prefix)).rejects.toMatchObject({ code: 'HONE_INVALID_INPUT' });
  });
});

/** The store, but no one of `count` readers of an alias goes on before all have read it. */
function readingTogether(store: ObjectStore, count: number): ObjectStore {
  let [waiting, goOn] = [count, (): void => undefined];
  const all = new Promise<void>((resolve) => void (goOn = resolve));
  const read: ObjectStore['read'] = async (key) => {
    const found = await store.read(key);
    if (!key.includes('/aliases/')) return found;
    if (--waiting === 0) goOn();
    await all;
    return found;
  };
  return { ...store, read };
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function text(stored: { readonly bytes: Uint8Array } | undefined): string | undefined {
  return stored && Buffer.from(stored.bytes).toString();
}
