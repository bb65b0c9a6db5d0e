import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { withFileLock } from '../../adapters/file-lock.ts';
import { runScript } from './support/run-script.ts';

let directory = '';

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'hone-lock-'));
});

afterAll(() => rm(directory, { recursive: true, force: true }));

test('three processes take over the lock of a dead one, one at a time', async () => {
  const [lock, file] = [join(directory, 'dead', 'lock'), join(directory, 'number')];
  await writeFile(file, '0');
  expect((await runScript('hold-lock.ts', lock, file, 'die')).signal).toBe('SIGKILL');
  expect(await readdir(join(directory, 'dead'))).toEqual(['lock']);

  const runs = await Promise.all([1, 2, 3].map(() => runScript('hold-lock.ts', lock, file, '40')));
  expect(runs.map(({ stderr }) => stderr)).toEqual(['', '', '']);
  expect(await readFile(file, 'utf8')).toBe('120');
  expect(await readdir(join(directory, 'dead'))).toEqual([]);
}, 60_000);

test('the lock of a live process is waited for', async () => {
  const [lock, file] = [join(directory, 'live', 'lock'), join(directory, 'live-number')];
  await writeFile(file, '0');
  const order: string[] = [];
  const waiting = withFileLock(lock, async () => {
    const other = runScript('hold-lock.ts', lock, file, '1').then(() => order.push('other'));
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    order.push('mine');
    return { other };
  });
  await (await waiting).other;
  expect(order).toEqual(['mine', 'other']);
  expect(await readFile(file, 'utf8')).toBe('1');
}, 60_000);

test('an expired lock is taken over, and its holder may not commit', async () => {
  const lock = join(directory, 'expired', 'lock');
  const realNow = Date.now;
  try {
    await expect(
      withFileLock(lock, (assertHeld) => {
        Date.now = () => realNow() + 60_000;
        return Promise.resolve(assertHeld());
      }),
    ).rejects.toMatchObject({ code: 'HONE_STORE_UNAVAILABLE' });
    expect(await readdir(join(directory, 'expired'))).toEqual(['lock']);
    expect(await withFileLock(lock, () => Promise.resolve('taken over'))).toBe('taken over');
  } finally {
    Date.now = realNow;
  }
  expect(await readdir(join(directory, 'expired'))).toEqual([]);
});

test('a failing body gives the lock back', async () => {
  const lock = join(directory, 'failing', 'lock');
  await expect(withFileLock(lock, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await withFileLock(lock, () => Promise.resolve(1))).toBe(1);
});
