import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DeleteObjectCommand, GetObjectCommand, HeadObjectCommand, paginateListObjectsV2, PutObjectCommand } from '@aws-sdk/client-s3';
import type { HeadObjectCommandOutput, PutObjectCommandInput, S3Client } from '@aws-sdk/client-s3';
import { HoneError, invalidInput } from '../domain/errors.ts';
import type { ByteRange, ObjectStore, StoredObject } from '../domain/ports/object-store.ts';
import { s3Client } from './s3-client.ts';
import type { S3ClientOptions } from './s3-client.ts';
import { isAbsence, isCollision, isRetryable, s3Fault } from './s3-fault.ts';
import { checkedKey, checkedPrefix } from './store-key.ts';

export interface S3StoreOptions extends S3ClientOptions {
  readonly bucket: string;
  /** Keys live under `<prefix>/`. */
  readonly prefix?: string;
}

/**
 * An object store in a bucket of S3 or a server that honours If-None-Match and If-Match. Every object carries
 * its SHA-256, which the server checks on arrival and reports as the digest. The tag is the ETag.
 * One object is one PUT: at most 5 GiB.
 * @throws HoneError HONE_INVALID_INPUT, HONE_NOT_FOUND, HONE_NO_SPACE, HONE_STORE_UNAVAILABLE
 */
export function s3Store({ bucket, prefix = '', ...options }: S3StoreOptions): ObjectStore {
  const base = prefix === '' ? '' : `${prefix.replace(/\/+$/, '')}/`;
  const place: Place = { client: s3Client(options), bucket, base };
  const at = (key: string): Target => ({ Bucket: bucket, Key: `${base}${checkedKey(key)}` });
  const send = <T>(verb: string, key: string, body: (target: Target) => Promise<T>): Promise<T> => mapped(verb, key, bucket, () => body(at(key)));
  return {
    read: (key) => send('read', key, (target) => unlessAbsent(read(place, target))),
    size: (key) => send('read', key, async (target) => (await head(place, target))?.ContentLength),
    digest: (key) => send('read', key, (target) => digest(place, target)),
    stream: (key, range) => stream(key, () => send('read', key, (target) => unlessAbsent(openBody(place, { ...target, ...rangeOf(range) })))),
    download: (key, path) => send('download', key, (target) => download(place, target, key, path)),
    upload: (key, path) => send('upload', key, (target) => upload(place, target, path)),
    async write(key, bytes) {
      await send('write', key, (target) => put(place, { ...target, Body: bytes }));
    },
    create: (key, bytes) => send('create', key, (target) => putIf(place, { ...target, Body: bytes, IfNoneMatch: '*' })),
    replace: (key, bytes, tag) => send('replace', key, (target) => putIf(place, { ...target, Body: bytes, IfMatch: tag })),
    list: (start) => mapped('list', start, bucket, () => list(place, checkedPrefix(start))),
    async remove(key) {
      await send('remove', key, (target) => unlessAbsent(place.client.send(new DeleteObjectCommand(target))));
    },
  };
}

interface Place {
  readonly client: S3Client;
  readonly bucket: string;
  readonly base: string;
}

interface Target {
  readonly Bucket: string;
  readonly Key: string;
}

interface Put extends Target {
  readonly Body: Uint8Array;
  readonly IfNoneMatch?: string;
  readonly IfMatch?: string;
}

const MAX_PUT_BYTES = 5 * 2 ** 30;
const ATTEMPTS = 4;

async function read({ client }: Place, target: Target): Promise<StoredObject> {
  return retrying(async () => {
    const { Body, ETag } = await client.send(new GetObjectCommand(target));
    if (!Body || !ETag) throw new HoneError('HONE_STORE_UNAVAILABLE', `The store answered without bytes or ETag for ${target.Key}.`);
    return { bytes: await Body.transformToByteArray(), tag: ETag };
  });
}

function head({ client }: Place, target: Target): Promise<HeadObjectCommandOutput | undefined> {
  return unlessAbsent(client.send(new HeadObjectCommand({ ...target, ChecksumMode: 'ENABLED' })));
}

/** The checksum the server keeps; computed from the bytes where it keeps none, or only one of parts (`hash-n`). */
async function digest(place: Place, target: Target): Promise<string | undefined> {
  const found = await head(place, target);
  if (!found) return undefined;
  const kept = found.ChecksumSHA256;
  if (kept !== undefined && !kept.includes('-')) return Buffer.from(kept, 'base64').toString('hex');
  const hash = createHash('sha256');
  await pipeline(await openBody(place, target), hash);
  return hash.digest('hex');
}

async function openBody({ client }: Place, target: Target & { readonly Range?: string }): Promise<Readable> {
  const { Body } = await client.send(new GetObjectCommand(target));
  if (!(Body instanceof Readable)) throw new HoneError('HONE_STORE_UNAVAILABLE', `The store answered without bytes for ${target.Key}.`);
  return Body;
}

async function* stream(key: string, open: () => Promise<Readable | undefined>): AsyncGenerator<Uint8Array> {
  const body = await open();
  if (!body) throw new HoneError('HONE_NOT_FOUND', `The store has no object ${key}.`);
  yield* body as AsyncIterable<Uint8Array>;
}

/** HTTP counts both ends in. */
function rangeOf(range: ByteRange | undefined): { Range?: string } {
  return range ? { Range: `bytes=${range.from}-${range.to - 1}` } : {};
}

/** Whole or not at all; a body that breaks off is read again from its start, which the SDK does not do. */
async function download(place: Place, target: Target, key: string, path: string): Promise<void> {
  const part = `${path}.${randomUUID()}.part`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await retrying(async () => pipeline(await openBody(place, target), createWriteStream(part)));
    await rename(part, path);
  } catch (error) {
    throw isAbsence(error) ? new HoneError('HONE_NOT_FOUND', `The store has no object ${key}.`, { cause: error }) : error;
  } finally {
    await rm(part, { force: true });
  }
}

/** The SDK can not repeat a request whose body is a stream, so the whole attempt is repeated here. */
async function upload({ client }: Place, target: Target, path: string): Promise<void> {
  const { size } = await stat(path);
  if (size > MAX_PUT_BYTES) throw invalidInput('path', path, `It has ${size} bytes; an object holds at most ${MAX_PUT_BYTES}. Store it in parts.`);
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  const checksum = { ContentLength: size, ChecksumSHA256: hash.digest('base64') };
  await retrying(() => client.send(new PutObjectCommand({ ...target, ...checksum, Body: createReadStream(path) })));
}

async function put({ client }: Place, request: PutObjectCommandInput & { readonly Body: Uint8Array }): Promise<void> {
  const ChecksumSHA256 = createHash('sha256').update(request.Body).digest('base64');
  await client.send(new PutObjectCommand({ ...request, ChecksumSHA256 }));
}

/** False when the condition does not hold. */
async function putIf(place: Place, request: Put): Promise<boolean> {
  const writeId = randomUUID();
  try {
    await retrying(() => put(place, { ...request, Metadata: { [WRITE_ID]: writeId } }));
    return true;
  } catch (error) {
    if (!isCollision(error) && !(isAbsence(error) && request.IfMatch !== undefined)) throw error;
    // Requests are repeated when an answer is lost; the one that did the work may be what its repetition collided with.
    return (await head(place, { Bucket: request.Bucket, Key: request.Key }))?.Metadata?.[WRITE_ID] === writeId;
  }
}

const WRITE_ID = 'hone-write-id';

async function list({ client, bucket, base }: Place, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: `${base}${prefix}` })) {
    for (const { Key } of page.Contents ?? []) if (Key !== undefined) keys.push(Key.slice(base.length));
  }
  return keys.sort();
}

async function retrying<T>(attempt: () => Promise<T>): Promise<T> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (failures >= ATTEMPTS || !isRetryable(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 100 * 2 ** failures));
    }
  }
}

async function unlessAbsent<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

async function mapped<T>(verb: string, key: string, bucket: string, body: () => Promise<T>): Promise<T> {
  try {
    return await body();
  } catch (error) {
    throw s3Fault(error, verb, key, bucket);
  }
}
