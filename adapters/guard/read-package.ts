import { join } from 'node:path';
import { invalidInput } from '../../domain/errors.ts';
import type { HoneJson } from '../../domain/package.ts';
import { parseHoneJson } from '../../schemas/hone-json.ts';
import { hashOf, readJsonFile } from './package-file.ts';
import { packageId } from './package-id.ts';
import { verifySignature } from './package-signature.ts';
import { verifyChecksums } from './verify-checksums.ts';

export interface VerifiedPackage {
  readonly directory: string;
  readonly packageId: string;
  readonly description: HoneJson;
}

/**
 * Reads a package folder and checks that every file is there and has the bytes that `hone.json` names, those that `SHA256SUMS` names
 * where there is one, and, given a public key (PEM), that the package is signed by it.
 * @throws HoneError HONE_INVALID_INPUT naming the missing, unreadable or changed file.
 */
export async function readPackage(directory: string, { publicKey }: { readonly publicKey?: string } = {}): Promise<VerifiedPackage> {
  const description = parseHoneJson(await readJsonFile(directory, 'hone.json'));
  const files = {
    'model.onnx': await hashOf(directory, 'model.onnx'),
    'tokenizer.json': await hashOf(directory, 'tokenizer.json'),
    'hone.json': await hashOf(directory, 'hone.json'),
  };
  for (const name of ['model.onnx', 'tokenizer.json'] as const) {
    const [found, named] = [files[name], description.files[name]];
    if (found !== named) {
      throw invalidInput(join(directory, name), `sha256 ${found}`, `hone.json names sha256 ${named}: the file was changed or damaged; fetch the package again.`);
    }
  }
  await verifyChecksums(directory);
  const id = packageId(files);
  if (publicKey !== undefined) await verifySignature(directory, id, publicKey);
  return { directory, packageId: id, description };
}
