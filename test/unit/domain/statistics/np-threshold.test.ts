import { describe, expect, test } from '@jest/globals';
import { rng } from '../../../../domain/rng.ts';
import { upperBound } from '../../../../domain/statistics/binomial-bounds.ts';
import { minimumNegatives, neymanPearsonThreshold } from '../../../../domain/statistics/np-threshold.ts';

/** n distinct scores 1/(n+1) ... n/(n+1), shuffled. */
const ladder = (n: number): number[] => rng('ladder', n).shuffle(Array.from({ length: n }, (_, i) => (i + 1) / (n + 1)));

describe('neymanPearsonThreshold', () => {
  test('the fewest rows of the paper: 59 for 5 % and 5 %', () => {
    expect(minimumNegatives({ limit: 0.05, delta: 0.05 })).toBe(59);
    expect(minimumNegatives({ limit: 0.01, delta: 0.05 })).toBe(299);
    expect(neymanPearsonThreshold(ladder(58), { limit: 0.05, delta: 0.05 })).toBeUndefined();
    expect(neymanPearsonThreshold([], { limit: 0.05, delta: 0.05 })).toBeUndefined();
  });

  // Orders and probabilities from sums of exact fractions.
  test.each([
    [59, 0.05, 59, 0.048494525249423236],
    [100, 0.05, 99, 0.03708120932735521],
    [1000, 0.05, 962, 0.04334819060690984],
    [1000, 0.007, 998, 0.02924577838424424],
    [10_000, 0.007, 9944, 0.04894970104141206],
  ])('%d rows, limit %d: order statistic %d', (n, limit, order, violationProbability) => {
    const fitted = neymanPearsonThreshold(ladder(n), { limit, delta: 0.05 })!;
    expect(fitted.order).toBe(order);
    expect(fitted.violationProbability).toBeCloseTo(violationProbability, 12);
    expect(fitted.flagged).toBe(n - order);
    expect(fitted.observedRate).toBeCloseTo((n - order) / n, 15);
    expect(fitted.threshold).toBeGreaterThan(order / (n + 1));
    expect(fitted.threshold).toBeLessThan((order + 0.001) / (n + 1));
  });

  test('agrees with the exact bound: what it lets through has its upper bound under the limit', () => {
    const { flagged, n } = neymanPearsonThreshold(ladder(2000), { limit: 0.02, delta: 0.05 })!;
    expect(upperBound(flagged, n, 0.95)).toBeLessThanOrEqual(0.02);
    expect(upperBound(flagged + 1, n, 0.95)).toBeGreaterThan(0.02);
  });

  test('ties at the order statistic are not flagged, and the count says so', () => {
    const scores = [...Array.from({ length: 90 }, () => 0.1), ...Array.from({ length: 10 }, () => 0.9)];
    const fitted = neymanPearsonThreshold(scores, { limit: 0.05, delta: 0.05 })!;
    expect(fitted).toMatchObject({ order: 99, flagged: 0, observedRate: 0 });
    expect(fitted.threshold).toBe(0.9 + 2 ** -53);
  });

  test('a saturated score of 1 leaves a threshold above 1, which flags nothing', () => {
    const fitted = neymanPearsonThreshold(Array.from({ length: 100 }, () => 1), { limit: 0.05, delta: 0.05 })!;
    expect(fitted.threshold).toBeGreaterThan(1);
    expect(fitted.flagged).toBe(0);
  });

  test('keeps its promise: the true rate exceeds the limit in at most delta of seeded draws', () => {
    const random = rng('neyman-pearson');
    const draws = 2000;
    let violations = 0;
    for (let draw = 0; draw < draws; draw++) {
      const scores = Float64Array.from({ length: 100 }, () => random.next());
      // Scores are uniform, so the true false-positive rate of a threshold t is 1 - t.
      if (1 - neymanPearsonThreshold(scores, { limit: 0.05, delta: 0.05 })!.threshold > 0.05) violations++;
    }
    // Expected share 0.0371 (the violation probability of order 99 of 100).
    expect(violations / draws).toBeLessThan(0.05);
    expect(violations / draws).toBeGreaterThan(0.02);
  });

  test('refuses a limit or delta that is not a probability', () => {
    expect(() => neymanPearsonThreshold(ladder(100), { limit: 0, delta: 0.05 })).toThrow(/^limit: 0 is not valid/);
    expect(() => neymanPearsonThreshold(ladder(100), { limit: 0.05, delta: 1 })).toThrow(/^delta: 1 is not valid/);
    expect(() => neymanPearsonThreshold(ladder(100).with(3, Number.NaN), { limit: 0.05, delta: 0.05 })).toThrow(/negativeScores\[3\]/);
  });
});
