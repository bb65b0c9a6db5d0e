import { invalidInput } from '../domain/errors.ts';

/**
 * Returns the key when it is a relative `/`-separated path that means the same thing to a folder and to S3.
 * @throws HoneError HONE_INVALID_INPUT
 */
export function checkedKey(key: string): string {
  const segments = key.split('/');
  const bad = hasForbiddenCharacter(key) || segments.some(isForbiddenSegment) || Buffer.byteLength(key) > MAX_KEY_BYTES;
  if (bad) throw invalidInput('key', key, REMEDY);
  return key;
}

/** Returns the prefix when some valid key could start with it. The empty prefix lists everything. */
export function checkedPrefix(prefix: string): string {
  const segments = prefix.split('/');
  const last = segments.pop() ?? '';
  const bad = hasForbiddenCharacter(prefix) || segments.some(isForbiddenSegment) || last === '..';
  if (bad) throw invalidInput('prefix', prefix, REMEDY);
  return prefix;
}

/** Folders of the file store that hold no objects; reserved in every store so that keys can move between them. */
export const RESERVED_SEGMENTS: readonly string[] = ['.tmp', '.locks'];

/** S3's limit. */
const MAX_KEY_BYTES = 1024;

const REMEDY = "Use a relative path like artifacts/ab/abcd: no empty, '.' or '..' segment, no backslash, no control character, at most 1024 bytes.";

function hasForbiddenCharacter(text: string): boolean {
  return /[\\\p{Cc}\p{Surrogate}]/u.test(text);
}

function isForbiddenSegment(segment: string): boolean {
  return segment === '' || segment === '.' || segment === '..' || RESERVED_SEGMENTS.includes(segment);
}
