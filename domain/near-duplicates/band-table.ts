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
