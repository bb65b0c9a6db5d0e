import { S3ServiceException } from '@aws-sdk/client-s3';
import { HoneError } from '../domain/errors.ts';
import { errnoOf, fileFault, reasonOf } from './file-fault.ts';

/**
 * What a failed S3 request means in the error table. Errors of the local file of a download or upload map as those of the
 * file store; HoneErrors pass through unchanged.
 */
export function s3Fault(error: unknown, verb: string, key: string, bucket: string): HoneError {
  if (error instanceof HoneError) return error;
  if (isLocal(error)) return fileFault(error, verb, key);
  const code = isFull(error) ? 'HONE_NO_SPACE' : 'HONE_STORE_UNAVAILABLE';
  const reason = error instanceof S3ServiceException ? `${error.name}: ${error.message}` : (errnoOf(error) ?? reasonOf(error));
  return new HoneError(code, `The bucket ${bucket} could not ${verb} ${key}: ${reason}.`, { cause: error });
}

/**
 * The object does not exist. Goes by the name, as servers answer 404 for a missing bucket or an unknown access key too;
 * HEAD, whose answer has no body, can not tell these apart.
 */
export function isAbsence(error: unknown): boolean {
  return error instanceof S3ServiceException && (error.name === 'NoSuchKey' || error.name === 'NotFound');
}

/** The condition of a conditional write does not hold. */
export function isCollision(error: unknown): boolean {
  return statusOf(error) === 412;
}

/** Worth sending again: no answer, a busy or broken server, or a conditional write that met another in flight (409). */
export function isRetryable(error: unknown): boolean {
  if (error instanceof HoneError || isLocal(error)) return false;
  const status = statusOf(error);
  return status === undefined || status >= 500 || status === 409 || status === 429;
}

function statusOf(error: unknown): number | undefined {
  return error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
}

function isFull(error: unknown): boolean {
  return statusOf(error) === 507 || (error instanceof S3ServiceException && ['QuotaExceeded', 'XMinioStorageFull'].includes(error.name));
}

/** A file operation, and no socket: those have no `path`. */
function isLocal(error: unknown): boolean {
  return errnoOf(error) !== undefined && typeof error === 'object' && error !== null && 'path' in error;
}
