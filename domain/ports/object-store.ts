/**
 * The few verbs Hone uses of a place that keeps bytes: a folder by default, S3 by configuration.
 * Keys are `/`-separated relative paths. Errors: HONE_NOT_FOUND, HONE_STORE_UNAVAILABLE, HONE_NO_SPACE.
 */
export interface ObjectStore {
  /** Whole object with its version tag, or undefined when there is none. */
  read(key: string): Promise<StoredObject | undefined>;
  /** Size in bytes, or undefined when there is none. */
  size(key: string): Promise<number | undefined>;
  /** SHA-256 of the stored bytes (lower-case hex), from the bytes themselves or a checksum the store keeps and verifies. */
  digest(key: string): Promise<string | undefined>;
  /** The bytes `[from, to)` of an object, or all of it, as they come. @throws HoneError HONE_NOT_FOUND when reading starts. */
  stream(key: string, range?: ByteRange): AsyncIterable<Uint8Array>;
  /** Copies an object to a new local file. */
  download(key: string, path: string): Promise<void>;
  /** Copies a local file in whole or not at all; replaces. */
  upload(key: string, path: string): Promise<void>;
  /** Writes whole or not at all; replaces. */
  write(key: string, bytes: Uint8Array): Promise<void>;
  /** Writes only when the key is free. False when it was taken. */
  create(key: string, bytes: Uint8Array): Promise<boolean>;
  /** Writes only when the object's tag still is `tag`. False when it changed. */
  replace(key: string, bytes: Uint8Array, tag: string): Promise<boolean>;
  /** Keys under a prefix, sorted. */
  list(prefix: string): Promise<string[]>;
  remove(key: string): Promise<void>;
}

/** Bytes `[from, to)`; never empty. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

export interface StoredObject {
  readonly bytes: Uint8Array;
  /** Changes whenever the object does. */
  readonly tag: string;
}
