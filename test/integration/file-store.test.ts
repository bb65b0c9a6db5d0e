import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { fileStore } from '../../adapters/file-store.ts';
import { runScript } from './support/run-script.ts';

let root = '';

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'hone-file-store-'));
});

afterEach(() => rm(root, { recursive: true, force: true }));

test('loses no update of processes that contend for one key', async () => {
  const store = fileStore(root);
  await store.write('counter', Buffer.from('0'));
  const runs = await Promise.all([1, 2, 3].map(() => runScript('count-up.ts', root, 'counter', '25')));
  expect(runs.map(({ stderr }) => stderr)).toEqual(['', '', '']);
  expect(Buffer.from((await store.read('counter'))!.bytes).toString()).toBe('75');
  expect(await readdir(join(root, '.tmp'))).toEqual([]);
  expect(await readdir(join(root, '.locks'))).toEqual([]);
}, 60_000);

test('says which key could not be written when the root is unusable', async () => {
  await writeFile(join(root, 'file'), '');
  const store = fileStore(join(root, 'file', 'store'));
  const fault = { code: 'HONE_STORE_UNAVAILABLE', message: expect.stringContaining('a/b'), cause: expect.objectContaining({ code: 'ENOTDIR' }) };
  await expect(store.write('a/b', Buffer.from('x'))).rejects.toMatchObject(fault);
  await expect(store.create('a/b', Buffer.from('x'))).rejects.toMatchObject(fault);
  await expect(store.upload('a/b', join(root, 'file'))).rejects.toMatchObject(fault);
});

test('does not list what killed processes left, and removes it after a day', async () => {
  await mkdir(join(root, '.tmp'));
  await writeFile(join(root, '.tmp', 'young'), 'half');
  await writeFile(join(root, '.tmp', 'old'), 'half');
  const twoDaysAgo = Date.now() / 1000 - 2 * 86_400;
  await utimes(join(root, '.tmp', 'old'), twoDaysAgo, twoDaysAgo);
  const store = fileStore(root);
  await store.write('k', Buffer.from('x'));
  expect(await store.list('')).toEqual(['k']);
  expect(await readdir(join(root, '.tmp'))).toEqual(['young']);
});

test('leaves nothing behind when a write fails', async () => {
  const store = fileStore(root);
  await store.write('a', Buffer.from('x'));
  const refusal = { code: 'HONE_INVALID_INPUT', message: expect.stringContaining('part of this path') };
  await expect(store.write('a/b', Buffer.from('y'))).rejects.toMatchObject(refusal);
  await expect(store.create('a/b', Buffer.from('y'))).rejects.toMatchObject(refusal);
  await store.write('c/d', Buffer.from('z'));
  await expect(store.write('c', Buffer.from('y'))).rejects.toMatchObject(refusal);
  await expect(store.create('c', Buffer.from('y'))).rejects.toMatchObject(refusal);
  await expect(store.upload('e', join(root, 'absent'))).rejects.toMatchObject({ code: 'HONE_NOT_FOUND' });
  expect(await store.list('')).toEqual(['a', 'c/d']);
  expect(await readdir(join(root, '.tmp'))).toEqual([]);
  expect(await readdir(join(root, '.locks'))).toEqual([]);
});

test('lists nothing before anything was written', async () => {
  expect(await fileStore(join(root, 'never-made')).list('')).toEqual([]);
});
