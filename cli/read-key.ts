import { readFile } from 'node:fs/promises';
import { reasonOf } from '../adapters/file-fault.ts';
import { invalidInput } from '../domain/errors.ts';

/** The PEM that `--public-key` names. @throws HoneError HONE_INVALID_INPUT */
export function readKey(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    throw invalidInput('--public-key', reasonOf(error), 'Name a file that can be read.');
  });
}
