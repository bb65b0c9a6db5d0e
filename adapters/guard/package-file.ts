import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { HoneError, invalidInput } from '../../domain/errors.ts';
import { errnoOf, reasonOf } from '../file-fault.ts';

/** Parsed JSON of a package's file. @throws HoneError HONE_INVALID_INPUT naming the file. */
export async function readJsonFile(directory: string, name: string): Promise<unknown> {
  const text = await readFile(join(directory, name), 'utf8').catch((error: unknown) => refuse(directory, name, error));
  try {
    return JSON.parse(text);
  } catch {
    throw invalidInput(join(directory, name), text.slice(0, 40), 'It is not JSON: the file was damaged; fetch the package again.');
  }
}

/** Text of a file that a package may have, or undefined. */
export async function readOptional(directory: string, name: string): Promise<string | undefined> {
  return readFile(join(directory, name), 'utf8').catch((error: unknown) => (errnoOf(error) === 'ENOENT' ? undefined : refuse(directory, name, error)));
}

/** SHA-256 of a package's file in lower-case hex. @throws HoneError HONE_INVALID_INPUT when it is missing or unreadable. */
export async function hashOf(directory: string, name: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(join(directory, name)), hash).catch((error: unknown) => refuse(directory, name, error));
  return hash.digest('hex');
}

function refuse(directory: string, name: string, error: unknown): never {
  const why = errnoOf(error) === 'ENOENT' ? 'is missing' : `cannot be read (${reasonOf(error)})`;
  throw new HoneError('HONE_INVALID_INPUT', `${join(directory, name)}: ${name} ${why}. A package is a folder with model.onnx, tokenizer.json and hone.json.`, { cause: error });
}
