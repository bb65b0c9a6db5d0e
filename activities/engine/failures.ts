import { ApplicationFailure, CancelledFailure, Context } from '@temporalio/activity';
import { ERRORS, HoneError } from '../../domain/errors.ts';

/**
 * The one place where errors cross into Temporal: a HoneError becomes an ApplicationFailure whose type is its code and
 * whose retryability is the table's; an error that came of being cancelled becomes the cancellation.
 */
export function withFailures<T extends ActivityTable>(activities: T): T {
  const wrapped = Object.entries(activities).map(([name, activity]) => [name, async (input: never): Promise<unknown> => {
    try {
      return await activity(input);
    } catch (error) {
      throw translate(error);
    }
  }]);
  return Object.fromEntries(wrapped) as T;
}

type ActivityTable = Record<string, (input: never) => Promise<unknown>>;

function translate(error: unknown): unknown {
  const { cancellationSignal } = Context.current();
  if (cancellationSignal.aborted && cancellationSignal.reason instanceof CancelledFailure) return cancellationSignal.reason;
  if (error instanceof ApplicationFailure || error instanceof CancelledFailure) return error;
  const known = error instanceof HoneError ? error : new HoneError(isFullDisk(error) ? 'HONE_NO_SPACE' : 'HONE_INTERNAL', error instanceof Error ? error.message : String(error), { cause: error });
  return ApplicationFailure.create({ type: known.code, message: known.message, nonRetryable: !ERRORS[known.code].retryable, cause: known });
}

/** Scratch files are written all over the stages: what Node says then is known here, once. */
function isFullDisk(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}
