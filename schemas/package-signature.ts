import { z } from 'zod';
import type { PackageSignature } from '../domain/package-signature.ts';
import { parseWith } from './problems.ts';
import type { Same } from './same.ts';

/** A package's `signature.json`, checked and typed; its signature is not verified. @throws HoneError HONE_INVALID_INPUT */
export function parsePackageSignature(json: unknown): PackageSignature {
  return parseWith(packageSignatureSchema, json, 'signature.json');
}

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'Write the 64 lower-case hex digits of a SHA-256.');

const packageSignatureSchema = z.strictObject({
  schema: z.literal(1),
  algorithm: z.literal('Ed25519'),
  keyId: sha256,
  publicKey: z.string(),
  packageId: sha256,
  files: z.record(z.string(), sha256),
  signature: z.base64(),
});

/** The schema and `PackageSignature` are one type: a difference is a compile error here. */
export const packageSignatureSchemaIsPackageSignature: Same<z.infer<typeof packageSignatureSchema>, PackageSignature> = true;
