import { BandHasher, MemoryBands } from './band-hashes.ts';
import { BandTable } from './band-table.ts';
import { bandingFor } from './min-hash.ts';
import { checked } from './group-near-duplicates.ts';
import type { NearDuplicateOptions } from './group-near-duplicates.ts';
import { keysAreNear, ShingleSets } from './shingle-sets.ts';
import { ShingleReader } from './shingles.ts';
import { normaliseForMatching } from './normalise-for-matching.ts';

/** Answers whether a text is a near duplicate of one of the indexed texts: the leak filter. */
export class NearDuplicateIndex {
  private readonly threshold: number;
  private readonly hasher: BandHasher;
  private readonly tables: readonly BandTable[];
  private readonly exact: ReadonlySet<string>;
  private readonly shingles: ShingleSets;
  private readonly reader = new ShingleReader();

  constructor(texts: readonly string[], options: NearDuplicateOptions) {
    this.threshold = checked(options).jaccard;
    this.hasher = new BandHasher(bandingFor(this.threshold));
    this.exact = new Set(texts.map(normaliseForMatching));
    const distinct = [...this.exact];
    const kept = new MemoryBands();
    for (const text of distinct) kept.append(this.hasher.hashesOf(text));
    const { bands } = this.hasher.banding;
    this.tables = Array.from({ length: bands }, (_, band) => new BandTable(kept.band(band, bands)));
    this.shingles = new ShingleSets(distinct, this.reader);
  }

  /** True if the text has a Jaccard similarity at or above the threshold with an indexed one. */
  has(text: string): boolean {
    const normalised = normaliseForMatching(text);
    if (this.exact.has(normalised)) return true;
    const hashes = this.hasher.hashesOf(normalised);
    const keys = this.reader.keys(normalised);
    const compared = new Set<number>();
    return this.tables.some((table, band) => {
      for (const index of table.withHash(hashes[band]!)) {
        if (compared.has(index)) continue;
        compared.add(index);
        if (keysAreNear(keys, this.shingles.of(index), this.threshold)) return true;
      }
      return false;
    });
  }
}
