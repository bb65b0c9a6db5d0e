import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { HoneError, invalidInput } from '../domain/errors.ts';

/** What stands in a file, `-` for stdin. @throws HoneError HONE_INVALID_INPUT that names the field. */
export async function contentOf(file: string, field: string): Promise<string> {
  if (file === '-') return text(process.stdin);
  return readFile(file, 'utf8').catch((cause: unknown) => {
    throw new HoneError('HONE_INVALID_INPUT', invalidInput(field, file, 'Name a file that can be read, or - for stdin.').message, { cause });
  });
}
