import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import canonicalize from 'canonicalize';
import { artifactKey } from '../../domain/artifact-ref.ts';
import type { ArtifactRef } from '../../domain/artifact-ref.ts';
import { HoneError, invalidInput } from '../../domain/errors.ts';
import type { DatasetRef } from '../../domain/profile.ts';
import type { Ports } from '../ports.ts';

/** Stores a local file under its content address. Equal bytes are stored once. */
export async function putFile(ports: Ports, path: string, rows?: number): Promise<ArtifactRef> {
  const sha256 = await hashFile(path);
  const { size: bytes } = await stat(path);
  const key = artifactKey(sha256);
  if ((await ports.store.size(key)) !== bytes) await ports.store.upload(key, path);
  return { uri: `store:${key}`, sha256, bytes, ...(rows === undefined ? {} : { rows }) };
}

/** Stores a value as canonical JSON (RFC 8785): equal values have equal bytes. */
export async function putJson(ports: Pick<Ports, 'store'>, value: object): Promise<ArtifactRef> {
  return putText(ports, canonicalJson(value));
}

export async function putText(ports: Pick<Ports, 'store'>, text: string): Promise<ArtifactRef> {
  const bytes = Buffer.from(text);
  const sha256 = sha256Of(bytes);
  const key = artifactKey(sha256);
  if ((await ports.store.size(key)) !== bytes.length) await ports.store.write(key, bytes);
  return { uri: `store:${key}`, sha256, bytes: bytes.length };
}

/**
 * A verified local copy of an artifact (in the cache), ready to be read.
 * @throws HoneError HONE_NOT_FOUND, HONE_ARTIFACT_CORRUPT.
 */
export async function localPath(ports: Ports, ref: ArtifactRef): Promise<string> {
  if (ref.uri.startsWith('file:')) return verifiedSource(ports, ref);
  const path = join(ports.options.cacheDirectory, 'artifacts', ref.sha256);
  if (await holds(path, ref)) return path;
  await mkdir(dirname(path), { recursive: true });
  const part = `${path}.${randomUUID()}`;
  try {
    if (isBucketUri(ref.uri)) await ports.datasets.download(ref.uri, part);
    else await ports.store.download(storeKey(ref), part);
    if (!(await holds(part, ref))) throw isBucketUri(ref.uri) ? changed(ref) : corrupt(ref);
    await rename(part, path);
  } finally {
    await rm(part, { force: true });
  }
  return path;
}

/** A reference to a dataset as it is now: later changes to it are errors, not silent differences. `field` is what errors call it. */
export async function pinDataset(ports: Ports, field: string, { uri, sha256: expected }: DatasetRef): Promise<ArtifactRef> {
  const ref = isBucketUri(uri) ? await fetchedRef(ports, uri) : await fileRef(ports, field, uri);
  if (expected === undefined || expected === ref.sha256) return ref;
  throw new HoneError('HONE_INVALID_INPUT', `${field}.sha256: ${uri} has hash ${ref.sha256}, not ${expected}. Correct the hash or the file.`);
}

async function fileRef(ports: Ports, field: string, uri: string): Promise<ArtifactRef> {
  const path = sourcePath(ports, uri, `${field}.uri`);
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) throw invalidInput(`${field}.uri`, uri, 'There is no such file; check the path, which is relative to the project folder.');
  return { uri, sha256: await hashFile(path), bytes: found.size };
}

/** Only its bytes tell what an object of a bucket holds: it is fetched once, and kept in the cache under its hash. */
async function fetchedRef(ports: Ports, uri: string): Promise<ArtifactRef> {
  const folder = join(ports.options.cacheDirectory, 'artifacts');
  const part = join(folder, `dataset.${randomUUID()}`);
  await mkdir(folder, { recursive: true });
  try {
    await ports.datasets.download(uri, part);
    const ref = { uri, sha256: await hashFile(part), bytes: (await stat(part)).size };
    await rename(part, join(folder, ref.sha256));
    return ref;
  } finally {
    await rm(part, { force: true });
  }
}

export async function readJson<T>(ports: Ports, ref: ArtifactRef): Promise<T> {
  return JSON.parse(await readFile(await localPath(ports, ref), 'utf8')) as T;
}

/** A fresh folder with the named artifacts in it, e.g. a classifier package. The caller removes it. */
export async function folderOf(ports: Ports, files: Readonly<Record<string, ArtifactRef>>, directory: string): Promise<string> {
  await mkdir(directory, { recursive: true });
  for (const [name, ref] of Object.entries(files)) {
    const part = join(directory, `.${name}.${randomUUID()}`);
    await pipeline(createReadStream(await localPath(ports, ref)), createWriteStream(part));
    await rename(part, join(directory, name));
  }
  return directory;
}

/** Why a stored artifact can not be trusted, or undefined when its bytes have the hash its reference names. */
export async function artifactFault(ports: Pick<Ports, 'store'>, ref: ArtifactRef): Promise<string | undefined> {
  const digest = await ports.store.digest(storeKey(ref));
  if (digest === undefined) return 'is missing';
  return digest === ref.sha256 ? undefined : 'is corrupt';
}

export async function dropArtifact(ports: Ports, ref: ArtifactRef): Promise<void> {
  await ports.store.remove(storeKey(ref));
  await rm(join(ports.options.cacheDirectory, 'artifacts', ref.sha256), { force: true });
}

export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new HoneError('HONE_INTERNAL', 'A value that is not JSON was to be stored.');
  return text;
}

export function sha256Of(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** Local path of a dataset on this machine. `file:` URIs are relative to the project. Errors name `field`. */
export function sourcePath(ports: Ports, uri: string, field = 'uri'): string {
  if (!uri.startsWith('file:')) throw invalidInput(field, uri, 'Write file:<path> or s3://bucket/key.');
  const path = uri.slice('file:'.length).replace(/^\/\//, '');
  return isAbsolute(path) ? path : join(ports.options.projectDirectory, path);
}

async function verifiedSource(ports: Ports, ref: ArtifactRef): Promise<string> {
  const path = sourcePath(ports, ref.uri);
  if (await holds(path, ref)) return path;
  throw changed(ref);
}

function isBucketUri(uri: string): boolean {
  return uri.startsWith('s3:');
}

function changed(ref: ArtifactRef): HoneError {
  return invalidInput('uri', ref.uri, 'The file changed or vanished since the run was resolved; start a new run.');
}

async function holds(path: string, ref: ArtifactRef): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.size === ref.bytes && (await hashFile(path)) === ref.sha256;
}

function storeKey(ref: ArtifactRef): string {
  if (!ref.uri.startsWith('store:')) throw invalidInput('uri', ref.uri, 'Only store: references name stored artifacts.');
  return ref.uri.slice('store:'.length);
}

function corrupt(ref: ArtifactRef): HoneError {
  return new HoneError('HONE_ARTIFACT_CORRUPT', `${ref.uri} does not hold the ${ref.bytes} bytes its reference names.`);
}

