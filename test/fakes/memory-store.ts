import { createHash, randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { HoneError } from '../../domain/errors.ts';
import type { ByteRange, ObjectStore, StoredObject } from '../../domain/ports/object-store.ts';

/** An object store in memory. `refuse` makes every write fail, as a full bucket would. */
export class MemoryStore implements ObjectStore {
  readonly objects = new Map<string, StoredObject>();
  refuse = false;

  read(key: string): Promise<StoredObject | undefined> {
    return Promise.resolve(this.objects.get(key));
  }

  size(key: string): Promise<number | undefined> {
    return Promise.resolve(this.objects.get(key)?.bytes.length);
  }

  digest(key: string): Promise<string | undefined> {
    const stored = this.objects.get(key);
    return Promise.resolve(stored && createHash('sha256').update(stored.bytes).digest('hex'));
  }

  async *stream(key: string, range?: ByteRange): AsyncIterable<Uint8Array> {
    const stored = await this.read(key);
    if (!stored) throw new HoneError('HONE_NOT_FOUND', `${key} does not exist.`);
    yield stored.bytes.subarray(range?.from, range?.to);
  }

  async download(key: string, path: string): Promise<void> {
    const stored = this.objects.get(key);
    if (!stored) throw new HoneError('HONE_NOT_FOUND', `${key} does not exist.`);
    await writeFile(path, stored.bytes);
  }

  async upload(key: string, path: string): Promise<void> {
    await this.write(key, await readFile(path));
  }

  write(key: string, bytes: Uint8Array): Promise<void> {
    if (this.refuse) return Promise.reject(new HoneError('HONE_STORE_UNAVAILABLE', `${key} was refused.`));
    this.objects.set(key, { bytes, tag: randomUUID() });
    return Promise.resolve();
  }

  async create(key: string, bytes: Uint8Array): Promise<boolean> {
    if (this.objects.has(key)) return false;
    await this.write(key, bytes);
    return true;
  }

  async replace(key: string, bytes: Uint8Array, tag: string): Promise<boolean> {
    if (this.objects.get(key)?.tag !== tag) return false;
    await this.write(key, bytes);
    return true;
  }

  list(prefix: string): Promise<string[]> {
    return Promise.resolve([...this.objects.keys()].filter((key) => key.startsWith(prefix)).sort());
  }

  remove(key: string): Promise<void> {
    this.objects.delete(key);
    return Promise.resolve();
  }
}
