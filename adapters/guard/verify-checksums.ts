import { join } from 'node:path';
import { invalidInput } from '../../domain/errors.ts';
import { hashOf, readOptional } from './package-file.ts';

/**
 * Checks every file that a package's `SHA256SUMS` names, where there is one: hone.json, which nothing else vouches for, and the
 * attachments. @throws HoneError HONE_INVALID_INPUT naming the first file that is missing or changed.
 */
export async function verifyChecksums(directory: string): Promise<void> {
  const text = await readOptional(directory, 'SHA256SUMS');
  if (text === undefined) return;
  for (const [name, named] of parseChecksums(text, join(directory, 'SHA256SUMS'))) {
    const found = await hashOf(directory, name);
    if (found !== named) throw invalidInput(join(directory, name), `sha256 ${found}`, `SHA256SUMS names sha256 ${named}: the file was changed or damaged; fetch the package again.`);
  }
}

/** Lines of `sha256sum`: hash, two spaces, the name of a file in the same folder. */
function parseChecksums(text: string, path: string): [name: string, sha256: string][] {
  const lines = text.split('\n');
  if (lines.pop() !== '' || lines.length === 0) throw damaged(path, lines.length + 1);
  return lines.map((line, index) => {
    const [, sha256, name] = /^([0-9a-f]{64}) {2}([\w.-]+)$/.exec(line) ?? [];
    if (sha256 === undefined || name === undefined || name.startsWith('.')) throw damaged(path, index + 1);
    return [name, sha256];
  });
}

function damaged(path: string, line: number): Error {
  return invalidInput(path, `line ${line}`, 'Each line is a SHA-256, two spaces and a file name: the file was damaged; fetch the package again.');
}
