import { createHash, randomUUID } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { copyFile, link, mkdir, open, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ByteRange, ObjectStore, StoredObject } from '../domain/ports/object-store.ts';
import { HoneError, invalidInput } from '../domain/errors.ts';
import { errnoOf, fileFault } from './file-fault.ts';
import { withFileLock } from './file-lock.ts';
import { checkedKey, checkedPrefix, RESERVED_SEGMENTS } from './store-key.ts';

/**
 * An object store in a folder, safe for many processes on one machine (or on hosts that share the folder). Objects appear by
 * rename or link from `<root>/.tmp`, so they are whole or absent; writers of one key take turns under `<root>/.locks`.
 * The tag is the SHA-256 of the bytes. Bytes are flushed to the disk before they appear; the folder entry is not, so that
 * a power cut may lose a whole object, never part of one.
 * @throws HoneError HONE_INVALID_INPUT, HONE_NOT_FOUND, HONE_NO_SPACE, HONE_STORE_UNAVAILABLE
 */
export function fileStore(root: string): ObjectStore {
  const place = (key: string): string => join(root, ...checkedKey(key).split('/'));
  return {
    read: async (key) => reading(key, place(key), readTagged),
    size: async (key) => reading(key, place(key), sizeOf),
    digest: async (key) => reading(key, place(key), hashFile),
    stream: (key, range) => stream(key, place(key), range),
    download: async (key, path) => download(key, place(key), path),
    upload: async (key, path) => writing('upload', key, () => withDraft(root, copier(path), (draft) => swapIn(root, key, draft, place(key)))),
    write: async (key, bytes) => writing('write', key, () => withDraft(root, writer(bytes), (draft) => swapIn(root, key, draft, place(key)))),
    create: async (key, bytes) => writing('create', key, () => withDraft(root, writer(bytes), (draft) => linkIn(key, draft, place(key)))),
    replace: async (key, bytes, tag) => writing('replace', key, () => replace(root, key, writer(bytes), place(key), tag)),
    list: async (prefix) => list(root, checkedPrefix(prefix)),
    remove: async (key) => remove(root, key, place(key)),
  };
}

/** Runs `body` on a complete, flushed file in `<root>/.tmp`, and leaves nothing of it there. */
async function withDraft<T>(root: string, fill: (draft: string) => Promise<void>, body: (draft: string) => Promise<T>): Promise<T> {
  const directory = join(root, '.tmp');
  await mkdir(directory, { recursive: true });
  if (!swept.has(directory)) await sweep(directory);
  const draft = join(directory, randomUUID());
  try {
    await fill(draft);
    return await body(draft);
  } finally {
    await rm(draft, { force: true });
  }
}

/** Folders this process has cleaned. */
const swept = new Set<string>();

/** Removes drafts of processes that were killed; a live draft is never a day old. */
async function sweep(directory: string): Promise<void> {
  swept.add(directory);
  for (const name of await readdir(directory)) {
    const found = await unlessAbsent(stat(join(directory, name)));
    if (found && Date.now() - found.mtimeMs > DRAFT_LIFETIME_MS) await rm(join(directory, name), { force: true });
  }
}

const DRAFT_LIFETIME_MS = 24 * 3_600_000;

const writer =
  (bytes: Uint8Array) =>
  (draft: string): Promise<void> =>
    writeFile(draft, bytes, { flush: true });

/** A reflink where the file system has them, so that a large upload costs no disk. */
const copier =
  (from: string) =>
  async (draft: string): Promise<void> => {
    await copyFile(from, draft, constants.COPYFILE_FICLONE);
    const file = await open(draft, 'r');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
  };

/** Puts a complete draft in place under the key's lock. */
async function swapIn(root: string, key: string, draft: string, path: string): Promise<void> {
  await withFileLock(lockPath(root, key), async (assertHeld) => {
    await placing(key, () => mkdir(dirname(path), { recursive: true }));
    assertHeld();
    await placing(key, () => rename(draft, path));
  });
}

/** Compares and writes under the key's lock, in this order, so that losers write nothing. */
async function replace(root: string, key: string, fill: (draft: string) => Promise<void>, path: string, tag: string): Promise<boolean> {
  return withFileLock(lockPath(root, key), async (assertHeld) => {
    if ((await unlessAbsent(hashFile(path))) !== tag) return false;
    await withDraft(root, fill, async (draft) => {
      assertHeld();
      await rename(draft, path);
    });
    return true;
  });
}

/** `link` fails when the name is taken, which makes it the one atomic create-only operation; it needs no lock. */
async function linkIn(key: string, draft: string, path: string): Promise<boolean> {
  await placing(key, () => mkdir(dirname(path), { recursive: true }));
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
    if ((await unlessAbsent(stat(path)))?.isDirectory()) throw nested(key);
    return false;
  }
}

async function remove(root: string, key: string, path: string): Promise<void> {
  await writing('remove', key, async () => {
    if ((await unlessAbsent(stat(path)))?.isFile() !== true) return;
    await withFileLock(lockPath(root, key), async (assertHeld) => {
      assertHeld();
      await rm(path, { force: true });
    });
  });
}

async function* stream(key: string, path: string, range?: ByteRange): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path, range && { start: range.from, end: range.to - 1 }) as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw isAbsence(error) ? new HoneError('HONE_NOT_FOUND', `The store has no object ${key}.`, { cause: error }) : fileFault(error, 'read', key);
  }
}

async function download(key: string, from: string, path: string): Promise<void> {
  const part = `${path}.${randomUUID()}.part`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await copyFile(from, part, constants.COPYFILE_FICLONE);
    await rename(part, path);
  } catch (error) {
    throw isAbsence(error) ? new HoneError('HONE_NOT_FOUND', `The store has no object ${key}.`, { cause: error }) : fileFault(error, 'download', key);
  } finally {
    await rm(part, { force: true });
  }
}

async function list(root: string, prefix: string): Promise<string[]> {
  const folder = join(root, ...prefix.split('/').slice(0, -1));
  const entries = await reading(prefix, folder, (path) => readdir(path, { recursive: true, withFileTypes: true }));
  return (entries ?? [])
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((key) => key.startsWith(prefix) && !RESERVED_SEGMENTS.some((segment) => key.startsWith(`${segment}/`)))
    .sort();
}

async function sizeOf(path: string): Promise<number | undefined> {
  const found = await stat(path);
  return found.isFile() ? found.size : undefined;
}

async function readTagged(path: string): Promise<StoredObject> {
  const bytes = await readFile(path);
  return { bytes, tag: createHash('sha256').update(bytes).digest('hex') };
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** Undefined where there is no object. */
async function reading<T>(key: string, path: string, read: (path: string) => Promise<T>): Promise<T | undefined> {
  try {
    return await unlessAbsent(read(path));
  } catch (error) {
    throw fileFault(error, 'read', key);
  }
}

async function writing<T>(verb: string, key: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    throw fileFault(error, verb, key);
  }
}

async function unlessAbsent<T>(result: Promise<T>): Promise<T | undefined> {
  try {
    return await result;
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

/** `a/b` is absent too where `a` is an object, and `a` where only `a/b` is. */
function isAbsence(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'EISDIR'].includes(errnoOf(error) ?? '');
}

/** A folder can not hold both `a` and `a/b`; S3 can. */
async function placing<T>(key: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw ['ENOTDIR', 'EISDIR', 'EEXIST', 'ENOTEMPTY'].includes(errnoOf(error) ?? '') ? nested(key) : error;
  }
}

function nested(key: string): HoneError {
  return invalidInput('key', key, 'Another object is stored under a part of this path; choose a key that is no prefix of another.');
}

function lockPath(root: string, key: string): string {
  return join(root, '.locks', createHash('sha256').update(key).digest('hex'));
}
