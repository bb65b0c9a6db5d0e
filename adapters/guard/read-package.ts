import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { HoneError, invalidInput } from '../../domain/errors.ts';
import type { HoneJson, PackageFileName } from '../../domain/package.ts';
import { parseHoneJson } from '../../schemas/hone-json.ts';
import { errnoOf, reasonOf } from '../file-fault.ts';
import { packageId } from './package-id.ts';

export interface VerifiedPackage {
  readonly directory: string;
  readonly packageId: string;
  readonly description: HoneJson;
}

/**
 * Reads a package folder and checks that every file is there and has the bytes that `hone.json` names.
 * @throws HoneError HONE_INVALID_INPUT naming the missing, unreadable or changed file.
 */
export async function readPackage(directory: string): Promise<VerifiedPackage> {
  const description = parseHoneJson(await readJson(directory, 'hone.json'));
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
  return { directory, packageId: packageId(files), description };
}

async function readJson(directory: string, name: PackageFileName): Promise<unknown> {
  const text = await readFile(join(directory, name), 'utf8').catch((error: unknown) => refuse(directory, name, error));
  try {
    return JSON.parse(text);
  } catch {
    throw invalidInput(join(directory, name), text.slice(0, 40), 'It is not JSON: the file was damaged; fetch the package again.');
  }
}

async function hashOf(directory: string, name: PackageFileName): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(join(directory, name)), hash).catch((error: unknown) => refuse(directory, name, error));
  return hash.digest('hex');
}

function refuse(directory: string, name: PackageFileName, error: unknown): never {
  const why = errnoOf(error) === 'ENOENT' ? 'is missing' : `cannot be read (${reasonOf(error)})`;
  throw new HoneError('HONE_INVALID_INPUT', `${join(directory, name)}: ${name} ${why}. A package is a folder with model.onnx, tokenizer.json and hone.json.`, { cause: error });
}
