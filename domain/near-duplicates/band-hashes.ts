import { bandHash, minHash, PERMUTATIONS } from './min-hash.ts';
import type { Banding } from './min-hash.ts';
import { ShingleReader } from './shingles.ts';

/** Hashes each band of a text's MinHash signature: texts that share a hash in a band are candidates. */
export class BandHasher {
  readonly banding: Banding;
  private readonly reader = new ShingleReader();
  private readonly signature = new Int32Array(PERMUTATIONS);
  private readonly hashes: Int32Array;

  constructor(banding: Banding) {
    this.banding = banding;
    this.hashes = new Int32Array(banding.bands);
  }

  /** One hash a band, valid until the next call. */
  hashesOf(normalised: string): Int32Array {
    this.reader.read(normalised);
    minHash(this.reader.hashes, this.reader.count, this.signature);
    for (let band = 0; band < this.hashes.length; band++) this.hashes[band] = bandHash(this.signature, band, this.banding.rowsPerBand);
    return this.hashes;
  }
}

/** Keeps band hashes, text after text, and gives them back a band at a time. */
export interface BandStore {
  /** The hashes of the next text, which the caller uses again. */
  append(hashes: Int32Array): void;
  /** The hash of every text in one of the `bands` bands. */
  band(band: number, bands: number): Int32Array;
}

/** In memory: four bytes a band and text. */
export class MemoryBands implements BandStore {
  private hashes = new Int32Array(1 << 16);
  private length = 0;

  append(hashes: Int32Array): void {
    if (this.length + hashes.length > this.hashes.length) {
      const larger = new Int32Array(this.hashes.length * 2);
      larger.set(this.hashes);
      this.hashes = larger;
    }
    this.hashes.set(hashes, this.length);
    this.length += hashes.length;
  }

  band(band: number, bands: number): Int32Array {
    const column = new Int32Array(this.length / bands);
    for (let text = 0; text < column.length; text++) column[text] = this.hashes[text * bands + band]!;
    return column;
  }
}
