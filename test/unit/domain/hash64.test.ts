import { describe, expect, test } from '@jest/globals';
import { hash64, hashFraction } from '../../../domain/hash64.ts';

/** Undoes murmur3's fmix64: x ^ (x >> 33) is its own inverse for 64 bits, the factors have inverses modulo 2^64. */
function withoutAvalanche(value: bigint): bigint {
  const mask = (1n << 64n) - 1n;
  let h = value ^ (value >> 33n);
  h = (h * 0x9cb4b2f8129337dbn) & mask;
  h ^= h >> 33n;
  h = (h * 0x4f74430c22a54005n) & mask;
  return h ^ (h >> 33n);
}

describe('hash64', () => {
  // Published test vectors of 64-bit FNV-1a (http://www.isthe.com/chongo/src/fnv/test_fnv.c).
  test.each([['', 0xcbf29ce484222325n], ['a', 0xaf63dc4c8601ec8cn], ['b', 0xaf63df4c8601f1a5n], ['foobar', 0x85944171f73967e8n]])('of %j is FNV-1a under the avalanche', (text, fnv) => {
    expect(withoutAvalanche(hash64(text))).toBe(fnv);
  });

  test('reads UTF-8 of one to four bytes', () => {
    const bytes = (text: string): bigint => {
      let hash = 0xcbf29ce484222325n;
      for (const byte of Buffer.from(text)) hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & ((1n << 64n) - 1n);
      return hash;
    };
    for (const text of ['é', '€', '😀', 'aé€😀z', '\u07ff\u0800\uffff']) expect(withoutAvalanche(hash64(text))).toBe(bytes(text));
  });

  // A stored run is only reproducible while these stay as they are.
  test('has not changed', () => {
    expect([hash64(7, 'traffic-cut', 'group-1'), hashFraction(7, 'traffic-cut', 'group-1')]).toEqual([10746484398241121215n, 0.5825680865577301]);
  });

  test('tells parts apart, and numbers are their digits', () => {
    expect(hash64('ab', 'c')).not.toBe(hash64('a', 'bc'));
    expect(hash64(7, 'x')).toBe(hash64('7', 'x'));
  });
});

describe('hashFraction', () => {
  test('is the top 53 bits, in [0, 1), and even: a tenth in each tenth of 20,000', () => {
    expect(hashFraction('a')).toBe(Number(hash64('a') >> 11n) / 2 ** 53);
    const tenths = Array.from({ length: 10 }, () => 0);
    for (let index = 0; index < 20_000; index++) tenths[Math.floor(10 * hashFraction('even', index))]! += 1;
    // Six standard deviations of Bin(20,000, 0.1).
    for (const count of tenths) expect(Math.abs(count - 2000)).toBeLessThan(6 * Math.sqrt(20_000 * 0.1 * 0.9));
  });
});
