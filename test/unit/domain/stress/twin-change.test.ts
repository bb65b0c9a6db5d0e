import { expect, test } from '@jest/globals';
import { twinChange } from '../../../../domain/stress/twin-change.ts';
import type { Twin } from '../../../../domain/stress/twin-change.ts';

const twins = (clean: boolean, changed: boolean, count: number): Twin[] => Array.from({ length: count }, () => ({ clean, changed }));

test('shares before and after, their difference with its interval, and exact McNemar', () => {
  const found = twinChange([...twins(true, true, 30), ...twins(true, false, 9), ...twins(false, true, 1), ...twins(false, false, 10)]);
  expect([found.clean.count, found.changed.count, found.clean.n]).toEqual([39, 31, 50]);
  expect(found.change.estimate).toBeCloseTo(-0.16, 12);
  // Wald's interval is −0.16 ± 0.116; a score interval of so few rows lies near it.
  expect(found.change.low).toBeLessThan(-0.27);
  expect(found.change.low).toBeGreaterThan(-0.31);
  expect(found.change.high).toBeLessThan(-0.02);
  expect(found.change.high).toBeGreaterThan(-0.06);
  // 2 · (1 + 10) / 2^10.
  expect(found.p).toBeCloseTo(22 / 1024, 12);
});

test('what does not change has a difference of none, with room for what so few rows could not show', () => {
  const { change, p } = twinChange(twins(true, true, 20));
  expect([change.estimate, p]).toEqual([0, 1]);
  expect(change.low).toBeLessThan(-0.1);
  expect(change.high).toBeGreaterThan(0.1);
});

test('without rows there is nothing to compare', () => {
  expect(() => twinChange([])).toThrow('at least one');
});
