import { BandBuckets } from './band-buckets.ts';
import type { BandTable } from './band-buckets.ts';
import { invalidInput } from './errors.ts';
import { bandHash, bandingFor, minHash, PERMUTATIONS } from './min-hash.ts';
import type { Banding } from './min-hash.ts';
import { jaccardOfKeys, normaliseForMatching, ShingleReader } from './shingles.ts';
import { UnionFind } from './union-find.ts';

export { normaliseForMatching } from './shingles.ts';

/** From this Jaccard similarity (0 < j ≤ 1) of their character 5-shingles on, two texts are near duplicates. */
export interface NearDuplicateOptions {
  readonly jaccard: number;
}

/**
 * The near-duplicate cluster of each text: the smallest index of its connected component, where an edge joins two
 * texts whose normalised 5-shingles have a Jaccard similarity at or above the threshold.
 *
 * MinHash-LSH proposes (a pair at the threshold is proposed with probability ≥ 0.99), exact Jaccard decides, so no
 * pair is joined wrongly. In buckets over 256 texts each is compared with its 64 nearest in another hash's order only.
 */
export function groupNearDuplicates(texts: readonly string[], options: NearDuplicateOptions): Int32Array {
  const { jaccard: threshold } = checked(options);
  const { distinct, distinctOf, first } = exactlyDistinct(texts);
  const reader = new ShingleReader();
  const buckets = new BandBuckets(distinct, bandingFor(threshold), reader);
  const shingles = new ShingleSets(distinct, reader);
  const clusters = new UnionFind(distinct.length);
  for (let band = 0; band < buckets.banding.bands; band++) {
    for (const bucket of buckets.table(band).buckets()) {
      const window = bucket.length > LARGE_BUCKET ? LARGE_BUCKET_WINDOW : bucket.length;
      if (bucket.length > LARGE_BUCKET) sortByOtherBands(bucket, buckets, band);
      joinBucket(bucket, window, clusters, (a, b) => shingles.areNear(a, b, threshold));
    }
  }
  return distinctOf.map((index) => first[clusters.find(index)]!);
}

/** Answers whether a text is a near duplicate of one of the indexed texts: the leak filter. */
export class NearDuplicateIndex {
  private readonly threshold: number;
  private readonly banding: Banding;
  private readonly tables: readonly BandTable[];
  private readonly exact: ReadonlySet<string>;
  private readonly shingles: ShingleSets;
  private readonly reader = new ShingleReader();
  private readonly signature = new Int32Array(PERMUTATIONS);

  constructor(texts: readonly string[], options: NearDuplicateOptions) {
    this.threshold = checked(options).jaccard;
    this.banding = bandingFor(this.threshold);
    this.exact = new Set(texts.map(normaliseForMatching));
    const distinct = [...this.exact];
    const buckets = new BandBuckets(distinct, this.banding, this.reader);
    this.tables = Array.from({ length: this.banding.bands }, (_, band) => buckets.table(band));
    this.shingles = new ShingleSets(distinct, this.reader);
  }

  /** True if the text has a Jaccard similarity at or above the threshold with an indexed one. */
  has(text: string): boolean {
    const normalised = normaliseForMatching(text);
    if (this.exact.has(normalised)) return true;
    const keys = this.reader.keys(normalised);
    minHash(this.reader.hashes, this.reader.count, this.signature);
    const compared = new Set<number>();
    return this.tables.some((table, band) => {
      for (const index of table.withHash(bandHash(this.signature, band, this.banding.rowsPerBand))) {
        if (compared.has(index)) continue;
        compared.add(index);
        if (keysAreNear(keys, this.shingles.of(index), this.threshold)) return true;
      }
      return false;
    });
  }
}

/** Exact Jaccard similarity (0 to 1) of the character 5-shingles of two texts, after normalisation. */
export function jaccard(a: string, b: string): number {
  const reader = new ShingleReader();
  return jaccardOfKeys(reader.keys(normaliseForMatching(a)), reader.keys(normaliseForMatching(b)));
}

const LARGE_BUCKET = 256;
const LARGE_BUCKET_WINDOW = 64;
/** 64 MB of shingle numbers: enough for any bucket, and a bound however many texts there are. */
const MAX_CACHED_KEYS = 8_000_000;

function checked(options: NearDuplicateOptions): NearDuplicateOptions {
  if (options.jaccard > 0 && options.jaccard <= 1) return options;
  throw invalidInput('jaccard', options.jaccard, 'Write a similarity above 0 and at most 1, such as 0.8.');
}

/** Normalised texts without repeats, which of them each text is, and where each was first seen. */
function exactlyDistinct(texts: readonly string[]): { distinct: string[]; distinctOf: Int32Array; first: number[] } {
  const seen = new Map<string, number>();
  const first: number[] = [];
  const distinctOf = new Int32Array(texts.length);
  texts.forEach((text, index) => {
    const normalised = normaliseForMatching(text);
    const known = seen.get(normalised);
    distinctOf[index] = known ?? seen.size;
    if (known !== undefined) return;
    seen.set(normalised, seen.size);
    first.push(index);
  });
  return { distinct: [...seen.keys()], distinctOf, first };
}

/** Joins the near pairs of a bucket. Texts already in one cluster are never compared, which keeps templates linear. */
function joinBucket(bucket: readonly number[], window: number, clusters: UnionFind, areNear: (a: number, b: number) => boolean): void {
  for (let i = 1; i < bucket.length; i++) {
    for (let j = i - 1; j >= Math.max(0, i - window); j--) {
      const [a, b] = [bucket[i]!, bucket[j]!];
      if (clusters.find(a) !== clusters.find(b) && areNear(a, b)) clusters.union(a, b);
    }
  }
}

/** Brings texts of a large bucket together that also agree elsewhere: those are the likeliest near duplicates. */
function sortByOtherBands(bucket: number[], buckets: BandBuckets, band: number): void {
  const next = (band + 1) % buckets.banding.bands;
  const afterNext = (band + 2) % buckets.banding.bands;
  bucket.sort((a, b) => buckets.hashAt(next, a) - buckets.hashAt(next, b)
    || buckets.hashAt(afterNext, a) - buckets.hashAt(afterNext, b) || a - b);
}

function keysAreNear(a: Float64Array, b: Float64Array, threshold: number): boolean {
  // The similarity cannot exceed the ratio of the sizes.
  if (Math.min(a.length, b.length) < threshold * Math.max(a.length, b.length)) return false;
  return jaccardOfKeys(a, b) >= threshold;
}

/** Shingle sets by text index, made when first asked for and forgotten when there are too many. */
class ShingleSets {
  private readonly normalised: readonly string[];
  private readonly reader: ShingleReader;
  private readonly cache = new Map<number, Float64Array>();
  private cachedKeys = 0;

  constructor(normalised: readonly string[], reader: ShingleReader) {
    this.normalised = normalised;
    this.reader = reader;
  }

  of(index: number): Float64Array {
    const known = this.cache.get(index);
    if (known) return known;
    const keys = this.reader.keys(this.normalised[index]!);
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
