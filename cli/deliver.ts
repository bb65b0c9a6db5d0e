import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { errnoOf, reasonOf } from '../adapters/file-fault.ts';
import { artifactKey } from '../domain/artifact-ref.ts';
import type { ArtifactRef } from '../domain/artifact-ref.ts';
import { HoneError } from '../domain/errors.ts';
import type { ObjectStore } from '../domain/ports/object-store.ts';

/**
 * Writes an artifact's bytes to stdout, or to a file that is whole or not there.
 * @throws HoneError HONE_ARTIFACT_CORRUPT when they are not the bytes that were made; on stdout they are out by then.
 */
export async function deliver(store: ObjectStore, ref: ArtifactRef, output: string | undefined): Promise<void> {
  const bytes = verified(store.stream(artifactKey(ref.sha256)), ref);
  if (output === undefined) return pipeline(bytes, process.stdout, { end: false });
  const part = `${output}.part`;
  try {
    await pipeline(bytes, createWriteStream(part));
    await rename(part, output);
  } catch (error) {
    await rm(part, { force: true });
    throw error instanceof HoneError ? error : unwritable(output, error);
  }
}

async function* verified(bytes: AsyncIterable<Uint8Array>, { sha256 }: ArtifactRef): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  for await (const chunk of bytes) {
    hash.update(chunk);
    yield chunk;
  }
  if (hash.digest('hex') !== sha256) throw new HoneError('HONE_ARTIFACT_CORRUPT', `sha256: the store holds other bytes than ${sha256}; a new run makes it again.`);
}

function unwritable(output: string, cause: unknown): HoneError {
  const full = errnoOf(cause) === 'ENOSPC' || errnoOf(cause) === 'EDQUOT';
  return new HoneError(full ? 'HONE_NO_SPACE' : 'HONE_INVALID_INPUT', `output: "${output}" cannot be written (${reasonOf(cause)}). Name a file in a folder that takes it.`, { cause });
}
