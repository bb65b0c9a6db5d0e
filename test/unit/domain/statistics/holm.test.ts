import { expect, test } from '@jest/globals';
import { holmAdjusted } from '../../../../domain/statistics/holm.ts';

test('multiplies the smallest by the number of tests, the next by one less, and keeps the order', () => {
  const p = [0.01, 0.04, 0.03, 0.005];
  // 4 × 0.005, 3 × 0.01, 2 × 0.03, and 1 × 0.04, which may not be below the one before.
  const byHand = [0.03, 0.06, 0.06, 0.02];
  holmAdjusted(p).forEach((value, index) => expect(value).toBeCloseTo(byHand[index]!, 12));
});

test('stays within 1, keeps the order, and leaves one test alone', () => {
  expect(holmAdjusted([0.9, 0.4, 0.5])).toEqual([1, 1, 1]);
  expect(holmAdjusted([0.2])).toEqual([0.2]);
  expect(holmAdjusted([])).toEqual([]);
});

test('refuses what is no probability', () => {
  expect(() => holmAdjusted([0.1, 1.2])).toThrow(/p/);
});
