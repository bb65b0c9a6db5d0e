import { describe, expect, test } from '@jest/globals';
import {
  binomialCdf,
  passProbability,
  passProbabilityAtLeast,
  rowsNeeded,
  rowsNeededAtLeast,
} from '../../../../domain/statistics/binomial.ts';

describe('binomialCdf', () => {
  // Sums of exact fractions, rounded once.
  test.each([
    [5, 10, 0.5, 0.623046875],
    [3, 10, 0.3, 0.6496107184],
    [4, 1000, 0.01, 0.028686399999004727],
    [10, 1000, 0.01, 0.5830408033010982],
    [68, 8383, 0.01, 0.042780565790803984],
    [69, 8383, 0.01, 0.05454018983963242],
  ])('P(X <= %d) of %d at %d', (k, n, p, expected) => {
    expect(binomialCdf(k, n, p)).toBeCloseTo(expected, 12);
  });

  // Cumulative binomial probabilities as textbooks print them: Devore, Probability and Statistics, table A.1.
  test.each([
    [3, 20, 0.1, 0.867],
    [1, 20, 0.05, 0.736],
    [2, 25, 0.05, 0.873],
    [5, 15, 0.2, 0.939],
    [3, 10, 0.2, 0.879],
  ])('P(X <= %d) of %d at %d, in three digits', (k, n, p, expected) => {
    expect(binomialCdf(k, n, p).toFixed(3)).toBe(expected.toFixed(3));
  });

  test('is 0 below 0, 1 at n, and certain at the ends of p', () => {
    expect(binomialCdf(-1, 10, 0.3)).toBe(0);
    expect(binomialCdf(10, 10, 0.3)).toBe(1);
    expect(binomialCdf(0, 10, 0)).toBe(1);
    expect(binomialCdf(9, 10, 1)).toBe(0);
  });

  test('refuses what is not a probability or a count', () => {
    expect(() => binomialCdf(1, 10, 1.1)).toThrow(/^p: 1.1 is not valid/);
    expect(() => binomialCdf(-2, 10, 0.5)).toThrow(/^k: -2 is not valid/);
  });
});

describe('passProbability', () => {
  test('is under alpha for a model at the limit, whatever n', () => {
    for (const n of [100, 299, 473, 1000, 8383, 30_000]) expect(passProbability(n, 0.01, 0.01, 0.95)).toBeLessThan(0.05);
  });

  // The operating characteristic of the single-sampling plan n = 89, c = 2: Montgomery, Introduction to Statistical Quality Control,
  // chapter on lot-by-lot acceptance sampling. A limit of 7 % at 95 % confidence allows 2 of 89.
  test.each([
    [0.005, 0.9897],
    [0.01, 0.9397],
    [0.02, 0.7366],
    [0.03, 0.4985],
    [0.04, 0.3042],
    [0.05, 0.1721],
    [0.06, 0.0919],
    [0.07, 0.0468],
    [0.08, 0.023],
    [0.09, 0.0109],
  ])('at a true rate of %d is %d with 89 rows that allow 2', (rate, expected) => {
    expect(passProbability(89, rate, 0.07, 0.95).toFixed(4)).toBe(expected.toFixed(4));
    expect(passProbabilityAtLeast(89, 1 - rate, 0.93, 0.95).toFixed(4)).toBe(expected.toFixed(4));
  });

  test('is the probability of no more events than the gate allows', () => {
    expect(passProbability(8383, 0.007, 0.01, 0.95)).toBeCloseTo(binomialCdf(68, 8383, 0.007), 15);
    expect(passProbability(298, 0.001, 0.01, 0.95)).toBe(0);
  });

  test('of recall is that of its complement', () => {
    expect(passProbabilityAtLeast(1000, 0.97, 0.95, 0.95)).toBeCloseTo(passProbability(1000, 0.03, 0.05, 0.95), 12);
  });
});

describe('rowsNeeded', () => {
  test('an error-free model needs the rule-of-three rows', () => {
    expect(rowsNeeded(0, 0.01, 0.95)).toBe(299);
    expect(rowsNeededAtLeast(1, 0.99, 0.95)).toBe(299);
  });

  test.each([
    [0.005, 0.01, 0.95, 3000],
    [0.02, 0.05, 0.95, 800],
    [0.3, 0.5, 0.95, 200],
    [0.4, 0.5, 0.9, 300],
    [0.8, 0.9, 0.95, 300],
    // Uneven teeth: a plain search by halves says 228.
    [0.385, 0.5, 0.995, 400],
  ])('at rate %d and limit %d is the first n from which power holds, as counted one by one', (rate, limit, confidence, to) => {
    let lastShort = 0;
    for (let n = 1; n <= to; n++) if (passProbability(n, rate, limit, confidence) < 0.8) lastShort = n;
    expect(lastShort).toBeLessThan(to - 50);
    expect(rowsNeeded(rate, limit, confidence)).toBe(lastShort + 1);
  });

  test('grows as the rate nears the limit, until no number would do', () => {
    const needed = [0.002, 0.004, 0.006, 0.008, 0.009].map((rate) => rowsNeeded(rate, 0.01, 0.95)!);
    expect(needed).toEqual([...needed].sort((a, b) => a - b));
    expect(rowsNeeded(0.01, 0.01, 0.95)).toBeUndefined();
    expect(rowsNeeded(0.02, 0.01, 0.95)).toBeUndefined();
    expect(rowsNeededAtLeast(0.95, 0.95, 0.95)).toBeUndefined();
  });

  test('gives up over the maximum', () => {
    expect(rowsNeeded(0.00999, 0.01, 0.95)).toBeUndefined();
    expect(rowsNeeded(0.005, 0.01, 0.95, 0.8, 2185)).toBe(2185);
    expect(rowsNeeded(0.005, 0.01, 0.95, 0.8, 2100)).toBeUndefined();
    expect(rowsNeeded(0, 0.01, 0.95, 0.8, 298)).toBeUndefined();
  });
});
