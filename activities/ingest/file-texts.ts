import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import type { TextSource } from '../../domain/near-duplicates/group-near-duplicates.ts';

/** Texts in a file, found by number: eight bytes of memory each. Synchronous, as the grouping that reads them is. */
export class FileTexts implements TextSource {
  length = 0;
  private readonly file: number;
  private readonly ends: Float64Array;
  private readonly pending = Buffer.alloc(1 << 20);
  private pendingBytes = 0;
  private flushed = 0;
  private text = Buffer.alloc(1 << 16);

  constructor(path: string, capacity: number) {
    this.file = openSync(path, 'w+');
    this.ends = new Float64Array(capacity);
  }

  append(text: string): void {
    const bytes = Buffer.from(text);
    if (this.pendingBytes + bytes.length > this.pending.length) this.flush();
    if (bytes.length > this.pending.length) this.write(bytes);
    else this.pendingBytes += bytes.copy(this.pending, this.pendingBytes);
    this.ends[this.length++] = this.flushed + this.pendingBytes;
  }

  at(index: number): string {
    if (this.pendingBytes > 0) this.flush();
    const start = index === 0 ? 0 : this.ends[index - 1]!;
    const size = this.ends[index]! - start;
    if (size > this.text.length) this.text = Buffer.alloc(size * 2);
    for (let read = 0; read < size; ) read += readSync(this.file, this.text, read, size - read, start + read);
    return this.text.toString('utf8', 0, size);
  }

  close(): void {
    closeSync(this.file);
  }

  private flush(): void {
    this.write(this.pending.subarray(0, this.pendingBytes));
    this.pendingBytes = 0;
  }

  private write(bytes: Uint8Array): void {
    for (let written = 0; written < bytes.length; ) written += writeSync(this.file, bytes, written, bytes.length - written, this.flushed + written);
    this.flushed += bytes.length;
  }
}
