import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PACKAGE_FILES } from '../../../domain/package.ts';
import { fail, pass, someOf } from '../../../domain/evidence/finding.ts';
import type { Finding } from '../../../domain/evidence/finding.ts';
import type { PackageSignature } from '../../../domain/package-signature.ts';
import type { Release } from '../release.ts';

/** `SHA256SUMS` names every file that matters, and each has the bytes that it, and the signature where there is one, vouches for. */
export async function checksums({ directory, hashes }: Release): Promise<Finding> {
  const text = await readFile(join(directory, 'SHA256SUMS'), 'utf8').catch(() => undefined);
  if (text === undefined) return fail('There is no SHA256SUMS: nothing vouches for the files.');
  const named = Object.fromEntries(text.trimEnd().split('\n').map((line) => [line.slice(66), line.slice(0, 64)]));
  const signed = hashes['signature.json'] === undefined ? {} : (JSON.parse(await readFile(join(directory, 'signature.json'), 'utf8')) as PackageSignature).files;
  const wrong = [...Object.entries(named), ...Object.entries(signed)].filter(([name, sha256]) => hashes[name] !== sha256).map(([name]) => name);
  const unnamed = [...PACKAGE_FILES, 'evidence.json', 'MODEL_CARD.md'].filter((name) => named[name] === undefined);
  if (wrong.length > 0) return fail(`Not the bytes that SHA256SUMS or the signature names: ${someOf([...new Set(wrong)])}.`);
  if (unnamed.length > 0) return fail(`SHA256SUMS does not name ${someOf(unnamed)}.`);
  return pass(`${Object.keys(named).length} files have the bytes that SHA256SUMS${hashes['signature.json'] === undefined ? '' : ' and the signature'} names.`);
}
