import { HoneError } from '../domain/errors.ts';
import type { ErrorCode } from '../domain/errors.ts';

/**
 * What a failed file operation on an object means in the error table: a full disk, a missing object, or a store that
 * does not work. HoneErrors pass through unchanged.
 */
export function fileFault(error: unknown, verb: string, key: string): HoneError {
  if (error instanceof HoneError) return error;
  return new HoneError(codeOf(errnoOf(error)), `The store could not ${verb} ${key}: ${reasonOf(error)}.`, { cause: error });
}

/**
 * The errno name (`ENOENT`, …) of a Node error, or undefined. Goes by the property: an error made in another realm, as
 * jest's are, is no instance of this one's Error.
 */
export function errnoOf(error: unknown): string | undefined {
  return isObject(error) && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** What an unknown error says of itself, without its name. */
export function reasonOf(error: unknown): string {
  return isObject(error) && 'message' in error ? String(error.message) : String(error);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function codeOf(errno: string | undefined): ErrorCode {
  if (errno === 'ENOSPC' || errno === 'EDQUOT') return 'HONE_NO_SPACE';
  return errno === 'ENOENT' ? 'HONE_NOT_FOUND' : 'HONE_STORE_UNAVAILABLE';
}
