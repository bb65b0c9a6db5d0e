import { expect, test } from '@jest/globals';
import { thresholdFlagging } from '../../../../domain/statistics/threshold-flagging.ts';
import { countFlagged } from '../../../../domain/statistics/ranking.ts';

const SCORES = [0.2, 0.9, 0.5, 0.5, 0.7];

test.each([
  [0, 0, 0.9],
  [1, 1, 0.9],
  [2, 2, 0.7],
  // Two scores of 0.5: three cannot be flagged, and more than three may not.
  [3, 2, 0.5],
  [4, 4, 0.5],
  [5, 5, 0.2],
  [9, 5, 0.2],
])('%i asked for: %i flagged', (count, flagged, near) => {
  const threshold = thresholdFlagging(SCORES, count);
  expect(countFlagged(threshold, SCORES)).toBe(flagged);
  expect(threshold).toBeCloseTo(near, 12);
});
