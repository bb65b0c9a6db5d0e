import { bandHash, minHash, PERMUTATIONS } from './min-hash.ts';
import type { Banding } from './min-hash.ts';
import type { ShingleReader } from './shingles.ts';

/** The band hashes of some texts, and per band who shares a bucket with whom. */
export class BandBuckets {
  readonly banding: Banding;
  /** Band-major: the hash of text i in band b is at b·size + i. */
  private readonly hashes: Int32Array;
  private readonly size: number;

  constructor(normalised: readonly string[], banding: Banding, reader: ShingleReader) {
    this.banding = banding;
    this.size = normalised.length;
    this.hashes = new Int32Array(banding.bands * this.size);
    const signature = new Int32Array(PERMUTATIONS);
    normalised.forEach((text, index) => {
      reader.read(text);
      minHash(reader.hashes, reader.count, signature);
      for (let band = 0; band < banding.bands; band++) {
        this.hashes[band * this.size + index] = bandHash(signature, band, banding.rowsPerBand);
      }
    });
  }

  hashAt(band: number, index: number): number {
    return this.hashes[band * this.size + index]!;
  }

  /** A hash table of one band. */
  table(band: number): BandTable {
    return new BandTable(this.hashes.subarray(band * this.size, (band + 1) * this.size));
  }
}

/** Open addressing over typed arrays: slot → last text with that hash → the one before it → … → −1. */
export class BandTable {
  private readonly hashes: Int32Array;
  private readonly slots: Int32Array;
  private readonly previous: Int32Array;

  constructor(hashes: Int32Array) {
    this.hashes = hashes;
    this.slots = new Int32Array(2 ** Math.ceil(Math.log2(Math.max(2, hashes.length * 2)))).fill(-1);
    this.previous = new Int32Array(hashes.length);
    for (let index = 0; index < hashes.length; index++) {
      const slot = this.slotOf(hashes[index]!);
      this.previous[index] = this.slots[slot]!;
      this.slots[slot] = index;
    }
  }

  /** Texts with this band hash, the last first. */
  *withHash(hash: number): Generator<number> {
    yield* this.chain(this.slots[this.slotOf(hash)]!);
  }

  /** Every bucket of two or more texts, each in ascending order. */
  *buckets(): Generator<number[]> {
    for (const last of this.slots) {
      if (last >= 0 && this.previous[last]! >= 0) yield [...this.chain(last)].reverse();
    }
  }

  private *chain(last: number): Generator<number> {
    for (let at = last; at >= 0; at = this.previous[at]!) yield at;
  }

  private slotOf(hash: number): number {
    const mask = this.slots.length - 1;
    let slot = hash & mask;
    for (; this.slots[slot]! >= 0 && this.hashes[this.slots[slot]!] !== hash; ) slot = (slot + 1) & mask;
    return slot;
  }
}
