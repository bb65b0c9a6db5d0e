import { expect, test } from '@jest/globals';
import { pooledEffect } from '../../../../domain/statistics/pooled-effect.ts';

test('means add up alike, half widths as independent ones', () => {
  const { mean, low, high } = pooledEffect([{ mean: 0.1, low: 0.07, high: 0.13 }, { mean: 0.3, low: 0.26, high: 0.34 }]);
  expect(mean).toBeCloseTo(0.2, 12);
  expect([low, high]).toEqual([expect.closeTo(0.175, 12), expect.closeTo(0.225, 12)]);
});

test('one effect stays as it is, none is refused', () => {
  const together = pooledEffect([{ mean: 0.1, low: 0.07, high: 0.13 }, { mean: 0.3, low: 0.26, high: 0.34 }], true);
  expect([together.low, together.high].map((bound) => bound.toFixed(6))).toEqual(['0.165000', '0.235000']);
  const one = pooledEffect([{ mean: 0.1, low: 0.05, high: 0.15 }]);
  expect([one.mean, one.low, one.high]).toEqual([0.1, expect.closeTo(0.05, 12), expect.closeTo(0.15, 12)]);
  expect(() => pooledEffect([])).toThrow('effects: 0 is not valid. Give at least one.');
});
