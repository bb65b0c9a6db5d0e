import { expect, test } from '@jest/globals';
import { homogeneity } from '../../../../domain/statistics/homogeneity.ts';

test('is Pearson\'s chi-square of the table of events and others', () => {
  // 2 × 2, expected 15 and 85 in each sample: (5² / 15 + 5² / 85) × 2.
  const found = homogeneity([{ count: 10, n: 100 }, { count: 20, n: 100 }])!;
  expect(found.statistic).toBeCloseTo(2 * (25 / 15 + 25 / 85), 12);
  expect(found.degreesOfFreedom).toBe(1);
  // R: prop.test(c(10, 20), c(100, 100), correct = FALSE) gives X-squared = 3.9216, p-value = 0.04767.
  expect(found.p).toBeCloseTo(0.04767, 5);
});

test('Fleiss\'s smokers in four groups of patients', () => {
  // prop.test(c(83, 90, 129, 70), c(86, 93, 136, 82)): X-squared = 12.6, df = 3, p-value = 0.005585 (Fleiss 1981, p. 139).
  const found = homogeneity([[83, 86], [90, 93], [129, 136], [70, 82]].map(([count, n]) => ({ count: count!, n: n! })))!;
  expect([found.statistic, found.degreesOfFreedom, found.p]).toEqual([expect.closeTo(12.6004, 4), 3, expect.closeTo(0.005585, 6)]);
});

test('equal rates do not differ at all', () => expect(homogeneity([{ count: 20, n: 100 }, { count: 40, n: 200 }, { count: 10, n: 50 }])).toEqual({ statistic: 0, degreesOfFreedom: 2, p: 1 }));

test.each([
  ['no events', [{ count: 0, n: 100 }, { count: 0, n: 100 }]],
  ['nothing but events', [{ count: 100, n: 100 }, { count: 100, n: 100 }]],
  ['a sample so small that less than one event is expected', [{ count: 30, n: 300 }, { count: 1, n: 5 }]],
  ['no rows', [{ count: 0, n: 0 }, { count: 0, n: 0 }]],
])('%s: too few to tell', (_, samples) => expect(homogeneity(samples)).toBeNull());

test('refuses a single sample, and counts that cannot be', () => {
  expect(() => homogeneity([{ count: 1, n: 2 }])).toThrow('samples: 1 is not valid.');
  expect(() => homogeneity([{ count: 3, n: 2 }, { count: 1, n: 2 }])).toThrow('k: 3 is not valid.');
});
