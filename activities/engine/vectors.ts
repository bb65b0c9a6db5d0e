import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArtifactRef } from '../../domain/artifact-ref.ts';
import type { Ports } from '../ports.ts';
import { localPath, putFile } from './artifacts.ts';
import type { Workshop } from './make.ts';

/** Stores vectors of one length end to end as 32-bit floats, little-endian. Their rows are those of the table they were made of. */
export async function putVectors(ports: Ports, workshop: Pick<Workshop, 'directory'>, vectors: readonly Float32Array[]): Promise<ArtifactRef> {
  const path = join(workshop.directory, 'vectors.f32');
  await writeFile(path, Buffer.concat(vectors.map((vector) => new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength))));
  return putFile(ports, path, vectors.length);
}

/** The vectors of several artifacts in their order: a fan-out's results put together. */
export async function readVectors(ports: Ports, refs: readonly ArtifactRef[]): Promise<Float32Array[]> {
  const parts: Float32Array[][] = [];
  for (const ref of refs) parts.push(split(await readFile(await localPath(ports, ref)), ref.rows ?? 0));
  return parts.flat();
}

function split(bytes: Buffer, rows: number): Float32Array[] {
  // A copy of its own: a file's buffer need not begin where a float may.
  const all = new Float32Array(new Uint8Array(bytes).buffer);
  const length = rows === 0 ? 0 : all.length / rows;
  return Array.from({ length: rows }, (_, row) => all.subarray(row * length, (row + 1) * length));
}
