import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import type { BandStore } from '../../domain/near-duplicates/band-hashes.ts';

/**
 * Band hashes in a file, so that only one band at a time is in memory: four bytes a text. Blocks of some thousand texts, band
 * after band inside a block.
 */
export class FileBands implements BandStore {
  private readonly file: number;
  private block: Int32Array | undefined;
  private blocks = 0;
  private inBlock = 0;

  constructor(path: string) {
    this.file = openSync(path, 'w+');
  }

  append(hashes: Int32Array): void {
    this.block ??= new Int32Array(TEXTS_A_BLOCK * hashes.length);
    for (let band = 0; band < hashes.length; band++) this.block[band * TEXTS_A_BLOCK + this.inBlock] = hashes[band]!;
    if (++this.inBlock === TEXTS_A_BLOCK) this.flush(this.block);
  }

  band(band: number, bands: number): Int32Array {
    const column = new Int32Array(this.blocks * TEXTS_A_BLOCK + this.inBlock);
    for (let block = 0; block < this.blocks; block++) {
      const part = column.subarray(block * TEXTS_A_BLOCK, (block + 1) * TEXTS_A_BLOCK);
      readWhole(this.file, part, (block * bands + band) * TEXTS_A_BLOCK * Int32Array.BYTES_PER_ELEMENT);
    }
    if (this.block) column.set(this.block.subarray(band * TEXTS_A_BLOCK, band * TEXTS_A_BLOCK + this.inBlock), this.blocks * TEXTS_A_BLOCK);
    return column;
  }

  close(): void {
    closeSync(this.file);
  }

  private flush(block: Int32Array): void {
    const bytes = new Uint8Array(block.buffer);
    for (let written = 0; written < bytes.length; ) written += writeSync(this.file, bytes, written, bytes.length - written, this.blocks * bytes.length + written);
    this.blocks += 1;
    this.inBlock = 0;
  }
}

const TEXTS_A_BLOCK = 8_192;

function readWhole(file: number, into: Int32Array, position: number): void {
  const bytes = new Uint8Array(into.buffer, into.byteOffset, into.byteLength);
  for (let read = 0; read < bytes.length; ) read += readSync(file, bytes, read, bytes.length - read, position + read);
}
