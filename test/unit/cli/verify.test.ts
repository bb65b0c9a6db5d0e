import { expect, test } from '@jest/globals';
import { describeVerification } from '../../../cli/verify.ts';

test('a line a check, failures first to the eye, and the sum of them', () => {
  const text = describeVerification({
    run: 'r', packageId: 'abc', evidenceHash: 'def', passed: false,
    checks: [
      { check: 'checksums', verdict: 'pass', sentence: 'All files are whole.' },
      { check: 'group-leak', verdict: 'fail', sentence: '1 row leaked.' },
      { check: 'stored-scores', verdict: 'skipped', sentence: 'Nothing is scored with --quick.' },
    ],
  });
  expect(text).toMatch(/^package abc\nevidence def\n\n/);
  expect(text).toMatch(/^pass +checksums +All files are whole\.$/m);
  expect(text).toMatch(/^FAIL +group-leak +1 row leaked\.$/m);
  expect(text).toMatch(/\n\n1 checks passed, 1 failed, 1 could not be made$/);
});
