import { verify } from 'node:crypto';
import { join } from 'node:path';
import canonicalize from 'canonicalize';
import { HoneError, invalidInput } from '../../domain/errors.ts';
import { signedContent } from '../../domain/package-signature.ts';
import type { PackageSignature } from '../../domain/package-signature.ts';
import { PACKAGE_FILES } from '../../domain/package.ts';
import { parsePackageSignature } from '../../schemas/package-signature.ts';
import { hashOf, readJsonFile } from './package-file.ts';
import { keyIdOf, readPublicKey } from './signing-key.ts';

/**
 * Checks that `signature.json` was made with the private half of `publicKey` (PEM), for this package, and that every file it vouches for
 * is as it was. @throws HoneError HONE_INVALID_INPUT saying which of these does not hold.
 */
export async function verifySignature(directory: string, packageId: string, publicKey: string): Promise<void> {
  const path = join(directory, 'signature.json');
  const key = readPublicKey(publicKey, 'publicKey');
  const signed = parsePackageSignature(await readJsonFile(directory, 'signature.json'));
  const keyId = keyIdOf(key);
  if (signed.keyId !== keyId) throw invalidInput(path, `keyId ${signed.keyId}`, `It was to be signed by the key ${keyId}: get the package from its maker, or the maker's new key.`);
  if (!verify(null, signedBytes(signed), key, Buffer.from(signed.signature, 'base64'))) {
    throw new HoneError('HONE_INVALID_INPUT', `${path}: the signature is not that of the key ${keyId} over what the file says. Do not use this package.`);
  }
  if (signed.packageId !== packageId) throw invalidInput(path, `packageId ${signed.packageId}`, `This package is ${packageId}: the signature is another one's.`);
  const left = PACKAGE_FILES.find((name) => !(name in signed.files));
  if (left !== undefined) throw invalidInput(path, Object.keys(signed.files), `It does not vouch for ${left}.`);
  for (const [name, named] of Object.entries(signed.files)) await expectHash(directory, name, named);
}

async function expectHash(directory: string, name: string, named: string): Promise<void> {
  if (!/^\w[\w.-]*$/.test(name)) throw invalidInput(join(directory, 'signature.json'), name, 'It may name files of the same folder only.');
  const found = await hashOf(directory, name);
  if (found !== named) throw invalidInput(join(directory, name), `sha256 ${found}`, `signature.json vouches for sha256 ${named}: the file was changed after it was signed.`);
}

/** The bytes that are signed. */
export function signedBytes(signed: Pick<PackageSignature, 'packageId' | 'files'>): Uint8Array {
  return new TextEncoder().encode(canonicalize(signedContent(signed)));
}
