import type { TextSource } from './group-near-duplicates.ts';
import { jaccardOfKeys } from './shingles.ts';
import type { ShingleReader } from './shingles.ts';

/** Shingle sets by text index, made when first asked for and forgotten when there are too many. */
export class ShingleSets {
  private readonly normalised: TextSource;
  private readonly reader: ShingleReader;
  private readonly cache = new Map<number, Float64Array>();
  private cachedKeys = 0;

  constructor(normalised: TextSource, reader: ShingleReader) {
    this.normalised = normalised;
    this.reader = reader;
  }

  of(index: number): Float64Array {
    const known = this.cache.get(index);
    if (known) return known;
    const keys = this.reader.keys(this.normalised.at(index)!);
    if (this.cachedKeys + keys.length > MAX_CACHED_KEYS) {
      this.cache.clear();
      this.cachedKeys = 0;
    }
    this.cache.set(index, keys);
    this.cachedKeys += keys.length;
    return keys;
  }

  areNear(a: number, b: number, threshold: number): boolean {
    return keysAreNear(this.of(a), this.of(b), threshold);
  }
}

export function keysAreNear(a: Float64Array, b: Float64Array, threshold: number): boolean {
  // The similarity cannot exceed the ratio of the sizes.
  if (Math.min(a.length, b.length) < threshold * Math.max(a.length, b.length)) return false;
  return jaccardOfKeys(a, b) >= threshold;
}

/** 64 MB of shingle numbers: enough for any bucket, and a bound however many texts there are. */
const MAX_CACHED_KEYS = 8_000_000;
