/**
 * FNV-1a over UTF-8 with a final avalanche (murmur3's fmix64): a pure, fast, stable 64-bit hash for seeds and splits.
 * Not for identity or security: keys and content hashes are SHA-256 and made in activities.
 * Source: http://www.isthe.com/chongo/tech/comp/fnv/ and MurmurHash3's finaliser.
 */
export function hash64(...parts: readonly (string | number)[]): bigint {
  let hash = 0xcbf29ce484222325n;
  for (const byte of utf8(parts.join('\u0000'))) hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & MASK;
  return avalanche(hash);
}

/** The hash as a fraction in [0, 1), with 53 bits: where a group falls when a set is cut. */
export function hashFraction(...parts: readonly (string | number)[]): number {
  return Number(hash64(...parts) >> 11n) / 2 ** 53;
}

const MASK = 0xffffffffffffffffn;

function avalanche(value: bigint): bigint {
  let h = value;
  h = ((h ^ (h >> 33n)) * 0xff51afd7ed558ccdn) & MASK;
  h = ((h ^ (h >> 33n)) * 0xc4ceb9fe1a85ec53n) & MASK;
  return h ^ (h >> 33n);
}

/** UTF-8 bytes without TextEncoder, which the workflow sandbox lacks types for. */
function* utf8(text: string): Generator<number> {
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80) yield code;
    else if (code < 0x800) yield* [0xc0 | (code >> 6), 0x80 | (code & 63)];
    else if (code < 0x10000) yield* [0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63)];
    else yield* [0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63)];
  }
}
