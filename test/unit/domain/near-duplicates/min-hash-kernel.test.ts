import { expect, test } from '@jest/globals';
import { MinHashKernel } from '../../../../domain/near-duplicates/min-hash-kernel.ts';
import { rng } from '../../../../domain/rng.ts';

const random = rng('kernel');
const anything = (length: number): Int32Array => Int32Array.from({ length }, () => random.below(2 ** 32) | 0);
const [XORS, MULTIPLIERS] = [anything(128), anything(128).map((value) => value | 1)];
const kernel = new MinHashKernel(XORS, MULTIPLIERS);

// More than a page of memory holds, few again, and the fewest.
test.each([1, 2, 100, 15_873, 100_000, 3])('of %d hashes finds what a plain loop finds', (count) => {
  const hashes = anything(count + 5);
  const expected = XORS.map((xor, k) => hashes.slice(0, count).reduce((least, hash) => Math.min(least, Math.imul(hash ^ xor, MULTIPLIERS[k]!)), 0x7fffffff));
  const signature = new Int32Array(128);
  kernel.sign(hashes, count, signature);
  expect([...signature]).toEqual([...expected]);
});
