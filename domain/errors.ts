/**
 * The one error table. A code says what went wrong, whether trying again can help, and which HTTP status and
 * process exit code it becomes. `docs/errors.md` is kept equal to it by a test.
 */
export const ERRORS = {
  HONE_INVALID_INPUT: { retryable: false, httpStatus: 400, exitCode: 2, meaning: 'The request, profile or data is wrong; the message names field, value and remedy.' },
  HONE_NOT_FOUND: { retryable: false, httpStatus: 404, exitCode: 3, meaning: 'A named run, stage, model or artifact does not exist.' },
  HONE_CONFLICT: { retryable: false, httpStatus: 409, exitCode: 4, meaning: 'The thing changed since it was read: a stale park id, evidence hash or alias.' },
  HONE_ARTIFACT_CORRUPT: { retryable: true, httpStatus: 500, exitCode: 5, meaning: 'Stored bytes do not have the hash their reference names; the stage is made again.' },
  HONE_STORE_UNAVAILABLE: { retryable: true, httpStatus: 503, exitCode: 6, meaning: 'The artifact store refused or failed a read or write.' },
  HONE_NO_SPACE: { retryable: false, httpStatus: 507, exitCode: 7, meaning: 'The disk or bucket is full; free space, then retry the stage.' },
  HONE_TRAINER_INTERRUPTED: { retryable: true, httpStatus: 500, exitCode: 1, meaning: 'Training stopped after a checkpoint and continues from it.' },
  HONE_TRAINER_OUT_OF_MEMORY: { retryable: true, httpStatus: 500, exitCode: 1, meaning: 'Training did not fit in memory even at the smallest micro-batch.' },
  HONE_TRAINER_DIVERGED: { retryable: false, httpStatus: 500, exitCode: 1, meaning: 'The loss became NaN or infinite; lower the learning rate.' },
  HONE_TRAINER_FAILED: { retryable: true, httpStatus: 500, exitCode: 1, meaning: 'The trainer process died in a way it did not explain.' },
  HONE_LEASE_LOST: { retryable: true, httpStatus: 409, exitCode: 1, meaning: 'Another run took the stage over; its result is adopted.' },
  HONE_LOOKS_USED_UP: { retryable: false, httpStatus: 409, exitCode: 1, meaning: 'The declared looks at a certification set are spent; collect fresh rows.' },
  HONE_LEAK: { retryable: false, httpStatus: 500, exitCode: 1, meaning: 'A group is on both sides of a split, or an evaluation text is in training.' },
  HONE_DECISIONS_FLIPPED: { retryable: false, httpStatus: 500, exitCode: 1, meaning: 'Conversion changed more decisions than `convert.maxFlipRate` allows, also with the costliest layers left in fp32; ship fp32 or raise the limit.' },
  HONE_ABORTED: { retryable: false, httpStatus: 409, exitCode: 1, meaning: 'An operator aborted the run.' },
  HONE_UNAVAILABLE: { retryable: true, httpStatus: 503, exitCode: 8, meaning: 'Temporal or another service does not answer.' },
  HONE_UNAUTHENTICATED: { retryable: false, httpStatus: 401, exitCode: 1, meaning: 'The API key is missing, unknown or revoked; `hone keys create` makes one.' },
  HONE_FORBIDDEN: { retryable: false, httpStatus: 403, exitCode: 1, meaning: 'The API key has a lower role than the route asks for, or the request came from a web page elsewhere.' },
  HONE_METHOD_NOT_ALLOWED: { retryable: false, httpStatus: 405, exitCode: 1, meaning: 'The path exists, with other methods; `Allow` lists them.' },
  HONE_TOO_LARGE: { retryable: false, httpStatus: 413, exitCode: 1, meaning: 'The request body is over the limit of its route; send less at a time.' },
  HONE_UNSUPPORTED_MEDIA_TYPE: { retryable: false, httpStatus: 415, exitCode: 1, meaning: 'The body is not JSON; send `Content-Type: application/json`.' },
  HONE_RANGE_NOT_SATISFIABLE: { retryable: false, httpStatus: 416, exitCode: 1, meaning: 'The range lies outside the artifact; `Content-Range` has its size.' },
  HONE_RATE_LIMITED: { retryable: true, httpStatus: 429, exitCode: 1, meaning: 'Too many requests with this key; `Retry-After` says when to try again.' },
  HONE_PROVIDER_UNAVAILABLE: { retryable: true, httpStatus: 503, exitCode: 8, meaning: 'A language model or translation service does not answer, or limits the rate.' },
  HONE_PROVIDER_REFUSED: { retryable: false, httpStatus: 502, exitCode: 1, meaning: 'A provider refuses the key, the model or the account (quota, billing); mend it, then retry the stage.' },
  HONE_BUDGET_USED_UP: { retryable: false, httpStatus: 409, exitCode: 1, meaning: 'The next calls could cost more than the budget of the run; raise `augmentation.languageModel.budget`, then retry the stage.' },
  HONE_INTERNAL: { retryable: true, httpStatus: 500, exitCode: 1, meaning: 'A defect in Hone; please report it with the log.' },
} as const satisfies Record<string, ErrorRule>;

export type ErrorCode = keyof typeof ERRORS;

interface ErrorRule {
  readonly retryable: boolean;
  readonly httpStatus: number;
  readonly exitCode: number;
  readonly meaning: string;
}

/** An error of the table. `field`, `value` and `remedy` are set where a person can mend it. */
export class HoneError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'HoneError';
    this.code = code;
  }
}

/** Bad input, said the one way: which field, what value it had, what to write instead. */
export function invalidInput(field: string, value: unknown, remedy: string): HoneError {
  const shown = value === undefined ? 'missing' : JSON.stringify(value).slice(0, 200);
  return new HoneError('HONE_INVALID_INPUT', `${field}: ${shown} is not valid. ${remedy}`);
}
