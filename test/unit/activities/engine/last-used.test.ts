import { expect, test } from '@jest/globals';
import { lastUsed } from '../../../../activities/engine/last-used.ts';

test('loads once, keeps what was used last, closes the rest', async () => {
  const [loads, closed]: [string[], string[]] = [[], []];
  const pool = lastUsed<string>(2, (value) => closed.push(value));
  const get = (id: string): Promise<string> => pool(id, () => Promise.resolve((loads.push(id), id)));
  for (const id of ['a', 'b', 'a', 'c']) expect(await get(id)).toBe(id);
  expect([loads, closed]).toEqual([['a', 'b', 'c'], ['b']]);
});

test('what could not be loaded is tried again', async () => {
  const pool = lastUsed<number>(1);
  await expect(pool('a', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await pool('a', () => Promise.resolve(1))).toBe(1);
});
