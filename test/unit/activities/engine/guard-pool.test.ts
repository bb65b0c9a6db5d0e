import { readdir } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { guardPool } from '../../../../activities/engine/guard-pool.ts';
import type { GuardPool } from '../../../../activities/engine/guard-pool.ts';
import { bench } from '../../../support/stage-bench.ts';
import type { Bench } from '../../../support/stage-bench.ts';

let at: Bench;
let pool: GuardPool;
beforeEach(async () => {
  at = await bench();
  pool = guardPool(at.ports);
});
afterEach(() => at.close());

describe('guardPool', () => {
  test('loads a package once for all who ask', async () => {
    const files = await at.package('a', 0.5);
    const [one, two] = await Promise.all([pool.guard(files), pool.guard(files)]);
    expect(one).toBe(two);
    expect(at.guards.loaded).toHaveLength(1);
    expect(one.packageId).toBe('package-of-a');
  });

  test('lays a package out as its three files', async () => {
    expect((await readdir(await pool.directory(await at.package('a', 0.5)))).sort()).toEqual(['hone.json', 'model.onnx', 'tokenizer.json']);
  });

  test('tells packages apart by any of their files', async () => {
    const [low, high] = [await pool.guard(await at.package('a', 0.5)), await pool.guard(await at.package('a', 0.9))];
    expect([low.threshold, high.threshold]).toEqual([0.5, 0.9]);
  });

  test('keeps the two used last and closes the other', async () => {
    const [a, b, c] = [await at.package('a', 0.5), await at.package('b', 0.5), await at.package('c', 0.5)];
    for (const files of [a, b, a, c]) await pool.guard(files);
    await new Promise((resolve) => setImmediate(resolve));
    expect(at.guards.loaded.map(({ packageId, closed }) => [packageId, closed])).toEqual([['package-of-a', false], ['package-of-b', true], ['package-of-c', false]]);
    await pool.guard(a);
    expect(at.guards.loaded).toHaveLength(3);
    await pool.guard(b);
    expect(at.guards.loaded).toHaveLength(4);
  });

  test('forgets a package that could not be loaded, also when it was pushed out meanwhile', async () => {
    const broken = await at.package('', 0.5);
    const asked = [broken, await at.package('b', 0.5), await at.package('c', 0.5)].map((files) => pool.guard(files));
    await expect(asked[0]).rejects.toMatchObject({ code: 'HONE_INVALID_INPUT' });
    await Promise.all(asked.slice(1));
    await new Promise((resolve) => setImmediate(resolve));
    await expect(pool.guard(broken)).rejects.toMatchObject({ code: 'HONE_INVALID_INPUT' });
  });

  test('an encoder is told apart by its token limit too, and only the last is kept', async () => {
    const { model, tokenizer } = await at.package('e', 0.5);
    const [one, two] = [await pool.encoder({ model, tokenizer }, 64), await pool.encoder({ model, tokenizer }, 64)];
    expect(one).toBe(two);
    await pool.encoder({ model, tokenizer }, 128);
    await new Promise((resolve) => setImmediate(resolve));
    expect(at.guards.encoders.map(({ model: bytes, maxTokens, closed }) => [bytes, maxTokens, closed])).toEqual([['e', 64, true], ['e', 128, false]]);
  });
});
