import { ERRORS } from '../errors.ts';

/** The text of `docs/errors.md`: the error table, one row a code. */
export function renderErrorDocs(): string {
  const rows = Object.entries(ERRORS).map(
    ([code, rule]) => `| \`${code}\` | ${rule.meaning} | ${rule.retryable ? 'yes' : 'no'} | ${rule.httpStatus} | ${rule.exitCode} |`,
  );
  return [...HEAD, ...rows, ''].join('\n');
}

const HEAD = [
  '# Errors',
  '',
  'Each error has one code, wherever it is seen: in the Temporal UI as the failure type, over HTTP as `code`, on the command line as the exit code.',
  'Temporal retries what is retryable within the policy of its stage; a stage that runs out of retries is parked and waits for an operator.',
  '',
  'Generated from `domain/errors.ts` by `npx tsx scripts/write-error-docs.ts`; a test keeps both equal.',
  '',
  '| code | meaning | retryable | HTTP status | exit code |',
  '|---|---|---|---:|---:|',
];
