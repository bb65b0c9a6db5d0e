import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import canonicalize from 'canonicalize';
import type { HoneJson, PackageFileName } from '../../domain/package.ts';

/** Identity of a package: SHA-256 over the canonical JSON (RFC 8785) of its three files' SHA-256s, in lower-case hex. */
export function packageId(files: Readonly<Record<PackageFileName, string>>): string {
  const { 'model.onnx': model, 'tokenizer.json': tokenizer, 'hone.json': honeJson } = files;
  return sha256(canonicalBytes({ 'model.onnx': model, 'tokenizer.json': tokenizer, 'hone.json': honeJson }));
}

/** The one way `hone.json` is written: canonical JSON in UTF-8, so that equal contents are equal bytes. */
export function honeJsonBytes(description: HoneJson): Uint8Array {
  return canonicalBytes(description);
}

/** Writes `hone.json` into a package folder. */
export async function writeHoneJson(directory: string, description: HoneJson): Promise<void> {
  await writeFile(join(directory, 'hone.json'), honeJsonBytes(description));
}

function canonicalBytes(value: object): Uint8Array {
  return new TextEncoder().encode(canonicalize(value));
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
