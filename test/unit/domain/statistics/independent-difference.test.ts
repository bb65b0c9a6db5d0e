import { expect, test } from '@jest/globals';
import { independentDifference } from '../../../../domain/statistics/independent-difference.ts';
import { measuredShare } from '../../../../domain/statistics/measured-share.ts';
import type { PairedDifference } from '../../../../domain/statistics/paired-difference.ts';

// Newcombe (1998), Statistics in Medicine 17, 873–890, table II: 56/70 and 48/80, their Wilson intervals, and method 10 without correction.
test('is Newcombe\'s method 10 for two rates with Wilson intervals', () => {
  const interval = (count: number, n: number): PairedDifference => ({ ...measuredShare(count, n), estimate: count / n });
  const { estimate, low, high } = independentDifference(interval(56, 70), interval(48, 80));
  expect([estimate, low, high].map((each) => each.toFixed(4))).toEqual(['0.2000', '0.0524', '0.3339']);
});

test('turned round, is the same turned round', () => {
  const [first, second] = [{ estimate: 0.3, low: 0.1, high: 0.6 }, { estimate: 0.2, low: 0, high: 0.25 }];
  const [one, other] = [independentDifference(first, second), independentDifference(second, first)];
  expect([other.estimate, other.low, other.high]).toEqual([-one.estimate, -one.high, -one.low]);
});
