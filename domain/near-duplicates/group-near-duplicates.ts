import { BandHasher, MemoryBands } from './band-hashes.ts';
import type { BandStore } from './band-hashes.ts';
import { BandTable } from './band-table.ts';
import { invalidInput } from '../errors.ts';
import { bandingFor } from './min-hash.ts';
import { ShingleSets } from './shingle-sets.ts';
import { jaccardOfKeys, ShingleReader } from './shingles.ts';
import { normaliseForMatching } from './normalise-for-matching.ts';
import { UnionFind } from './union-find.ts';

/** From this Jaccard similarity (0 < j ≤ 1) of their character 5-shingles on, two texts are near duplicates. */
export interface NearDuplicateOptions {
  readonly jaccard: number;
}

/** Texts by number: an array, or a file that holds more of them than memory would. */
export interface TextSource {
  readonly length: number;
  at(index: number): string | undefined;
}

export interface GroupingProgress {
  readonly phase: 'signatures' | 'pairs';
  readonly done: number;
  readonly total: number;
}

/**
 * The near-duplicate cluster of each text: the smallest index of its connected component, where an edge joins two
 * texts whose normalised 5-shingles have a Jaccard similarity at or above the threshold.
 */
export function groupNearDuplicates(texts: readonly string[], options: NearDuplicateOptions): Int32Array {
  const { distinct, distinctOf, first } = exactlyDistinct(texts);
  const steps = groupingSteps(distinct, options);
  let step = steps.next();
  while (!step.done) step = steps.next();
  const clusters = step.value;
  return distinctOf.map((index) => first[clusters[index]!]!);
}

/**
 * The same for normalised texts without repeats, in small steps: between two of them a caller may let other work go on.
 *
 * MinHash-LSH proposes (a pair at the threshold is proposed with probability ≥ 0.99), exact Jaccard decides, so no
 * pair is joined wrongly. In buckets over 256 texts each is compared with its 64 nearest in another hash's order only.
 * Beside the texts and `kept` it holds one band with its hash table, and the groups: some ten 32-bit numbers a text.
 */
export function* groupingSteps(texts: TextSource, options: NearDuplicateOptions, kept: BandStore = new MemoryBands()): Generator<GroupingProgress, Int32Array> {
  const { jaccard: threshold } = checked(options);
  const hasher = new BandHasher(bandingFor(threshold));
  for (let index = 0; index < texts.length; index++) {
    kept.append(hasher.hashesOf(texts.at(index)!));
    if (index % TEXTS_A_STEP === 0) yield { phase: 'signatures', done: index, total: texts.length };
  }
  const { bands } = hasher.banding;
  const shingles = new ShingleSets(texts, new ShingleReader());
  const clusters = new UnionFind(texts.length);
  for (let band = 0; band < bands; band++) {
    const others = once(() => [kept.band((band + 1) % bands, bands), kept.band((band + 2) % bands, bands)] as const);
    for (const bucket of steadily(new BandTable(kept.band(band, bands)).buckets())) {
      if (bucket === undefined) yield { phase: 'pairs', done: band, total: bands };
      else joinBucket(bucket, clusters, others, (a, b) => shingles.areNear(a, b, threshold));
    }
  }
  return clusters.roots();
}

/** Exact Jaccard similarity (0 to 1) of the character 5-shingles of two texts, after normalisation. */
export function jaccard(a: string, b: string): number {
  const reader = new ShingleReader();
  return jaccardOfKeys(reader.keys(normaliseForMatching(a)), reader.keys(normaliseForMatching(b)));
}

/** @throws HoneError HONE_INVALID_INPUT for a threshold outside (0, 1]. */
export function checked(options: NearDuplicateOptions): NearDuplicateOptions {
  if (options.jaccard > 0 && options.jaccard <= 1) return options;
  throw invalidInput('jaccard', options.jaccard, 'Write a similarity above 0 and at most 1, such as 0.8.');
}

/** Little work: whoever drives the steps lets heartbeats out between them. */
const TEXTS_A_STEP = 500;
const MEMBERS_A_STEP = 2_000;
const LARGE_BUCKET = 256;
const LARGE_BUCKET_WINDOW = 64;

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

/** The buckets, with nothing in between whenever some thousand members have passed. */
function* steadily(buckets: Iterable<number[]>): Generator<number[] | undefined> {
  let members = 0;
  for (const bucket of buckets) {
    yield bucket;
    members += bucket.length;
    if (members < MEMBERS_A_STEP) continue;
    members = 0;
    yield undefined;
  }
}

type OtherBands = () => readonly [Int32Array, Int32Array];

/** Joins the near pairs of a bucket. Texts already in one cluster are never compared, which keeps templates linear. */
function joinBucket(bucket: number[], clusters: UnionFind, others: OtherBands, areNear: (a: number, b: number) => boolean): void {
  const isLarge = bucket.length > LARGE_BUCKET;
  if (isLarge) sortByOtherBands(bucket, others());
  const window = isLarge ? LARGE_BUCKET_WINDOW : bucket.length;
  for (let i = 1; i < bucket.length; i++) {
    for (let j = i - 1; j >= Math.max(0, i - window); j--) {
      const [a, b] = [bucket[i]!, bucket[j]!];
      if (clusters.find(a) !== clusters.find(b) && areNear(a, b)) clusters.union(a, b);
    }
  }
}

/** Brings texts of a large bucket together that also agree elsewhere: those are the likeliest near duplicates. */
function sortByOtherBands(bucket: number[], [next, afterNext]: ReturnType<OtherBands>): void {
  bucket.sort((a, b) => next[a]! - next[b]! || afterNext[a]! - afterNext[b]! || a - b);
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
