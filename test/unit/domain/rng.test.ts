import { describe, expect, test } from '@jest/globals';
import { hash64 } from '../../../domain/hash64.ts';
import { rng } from '../../../domain/rng.ts';

/** sfc32 as its author writes it (PractRand, sfc.cpp), in unsigned 32-bit arithmetic; 12 rounds of warming up. */
function reference(seed: bigint, count: number): number[] {
  const u32 = (value: bigint): bigint => value & 0xffffffffn;
  let [a, b, c, counter] = [u32(seed), seed >> 32n, 0x9e3779b9n, 1n];
  const numbers: number[] = [];
  for (let round = 0; round < 12 + count; round++) {
    const t = u32(a + b + counter);
    counter = u32(counter + 1n);
    a = b ^ (b >> 9n);
    b = u32(c + (c << 3n));
    c = u32(u32((c << 21n) | (c >> 11n)) + t);
    if (round >= 12) numbers.push(Number(t) / 2 ** 32);
  }
  return numbers;
}

describe('rng', () => {
  test('is sfc32 seeded by the hash of its parts', () => {
    const random = rng('seed', 7);
    expect(Array.from({ length: 100 }, () => random.next())).toEqual(reference(hash64('seed', 7), 100));
  });

  test('gives whole numbers below the bound, each about as often', () => {
    const random = rng('below');
    const counts = [0, 0, 0, 0, 0, 0];
    for (let index = 0; index < 12_000; index++) counts[random.below(6)]! += 1;
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(6 * Math.sqrt(12_000 * (5 / 36)));
    expect(random.below(1)).toBe(0);
  });

  test('picks from a list, and not from an empty one', () => {
    const random = rng('pick');
    expect(new Set(Array.from({ length: 50 }, () => random.pick(['a', 'b', 'c'])))).toEqual(new Set(['a', 'b', 'c']));
    expect(() => random.pick([])).toThrow(RangeError);
  });

  test('shuffles a copy, reaching every order about as often', () => {
    const [random, items, orders] = [rng('shuffle'), ['a', 'b', 'c'], new Map<string, number>()];
    for (let index = 0; index < 6000; index++) {
      const order = random.shuffle(items).join('');
      orders.set(order, (orders.get(order) ?? 0) + 1);
    }
    expect([...orders.keys()].sort()).toEqual(['abc', 'acb', 'bac', 'bca', 'cab', 'cba']);
    for (const count of orders.values()) expect(Math.abs(count - 1000)).toBeLessThan(6 * Math.sqrt(6000 * (5 / 36)));
    expect(items).toEqual(['a', 'b', 'c']);
  });
});
