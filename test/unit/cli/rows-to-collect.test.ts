import { expect, test } from '@jest/globals';
import { rowsToCollect } from '../../../cli/rows-to-collect.ts';

test('a line a gate, and none where nothing is missing', () => {
  const outcome = { verdict: 'not-enough-evidence', packageId: 'p', report: 'r' } as const;
  expect(rowsToCollect({ ...outcome, toCollect: ['recall: 412 more groups', 'fpr: 9 more rows'] })).toEqual(['to collect:', '  recall: 412 more groups', '  fpr: 9 more rows']);
  expect(rowsToCollect(outcome)).toEqual([]);
});
