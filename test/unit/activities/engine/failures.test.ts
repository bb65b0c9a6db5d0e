import { describe, expect, test } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/activity';
import { withFailures } from '../../../../activities/engine/failures.ts';
import { ERRORS, HoneError } from '../../../../domain/errors.ts';
import type { ErrorCode } from '../../../../domain/errors.ts';
import { activityEnvironment } from '../../../support/stage-bench.ts';

/** What Temporal is told when an activity throws. */
async function told(error: unknown, environment = activityEnvironment()): Promise<unknown> {
  const { failing } = withFailures({ failing: (): Promise<unknown> => Promise.reject(error as Error) });
  return environment.run(failing).then(() => undefined, (failure: unknown) => failure);
}

describe('withFailures', () => {
  test.each(Object.entries(ERRORS))('%s becomes a failure of that type, retryable as the table says', async (code, { retryable }) => {
    const error = new HoneError(code as ErrorCode, 'what happened');
    expect(await told(error)).toMatchObject({ name: 'ApplicationFailure', type: code, message: 'what happened', nonRetryable: !retryable, cause: error });
  });

  test.each([['an error', new TypeError('x is not a function'), 'x is not a function'], ['anything else', 'just text', 'just text']])('%s nobody foresaw is a defect that may be retried', async (_, error, message) => {
    expect(await told(error)).toMatchObject({ type: 'HONE_INTERNAL', message, nonRetryable: false });
  });

  test.each(['ENOSPC', 'EDQUOT'])('a full disk (%s) is known wherever it is noticed, and waits for an operator', async (code) => {
    const error = Object.assign(new Error(`${code}: no space left on device, write`), { code });
    expect(await told(error)).toMatchObject({ type: 'HONE_NO_SPACE', message: error.message, nonRetryable: true });
  });

  test('a failure made for Temporal passes as it is', async () => {
    const failure = ApplicationFailure.create({ type: 'MINE', message: 'x' });
    expect(await told(failure)).toBe(failure);
  });

  test('an error that came of being cancelled is the cancellation', async () => {
    const environment = activityEnvironment();
    environment.cancel();
    expect(await told(new HoneError('HONE_TRAINER_INTERRUPTED', 'stopped'), environment)).toMatchObject({ name: 'CancelledFailure' });
  });

  test('results and inputs pass', async () => {
    const { double } = withFailures({ double: (n: number) => Promise.resolve(2 * n) });
    expect(await activityEnvironment().run(double, 21)).toBe(42);
  });
});
