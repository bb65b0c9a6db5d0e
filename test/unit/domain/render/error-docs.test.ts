import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { ERRORS } from '../../../../domain/errors.ts';
import { renderErrorDocs } from '../../../../domain/render/error-docs.ts';

const text = readFileSync(new URL('../../../../docs/errors.md', import.meta.url), 'utf8');
const documented = new Map(
  text
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()))
    .map(([code = '', meaning, retryable, httpStatus, exitCode]) => [
      code.replaceAll('`', ''),
      { meaning, retryable: retryable === 'yes', httpStatus: Number(httpStatus), exitCode: Number(exitCode) },
    ]),
);

describe('docs/errors.md', () => {
  test.each(Object.entries(ERRORS))('documents %s as it is', (code, rule) => expect(documented.get(code)).toEqual(rule));

  test('documents no code that does not exist', () => {
    expect([...documented.keys()].filter((code) => !(code in ERRORS))).toEqual([]);
    expect(documented.size).toBe(Object.keys(ERRORS).length);
  });

  test('is what scripts/write-error-docs.ts writes', () => expect(text).toBe(renderErrorDocs()));
});
