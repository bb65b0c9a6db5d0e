import { describe, expect, test } from '@jest/globals';
import { lowerBound, maximumAllowed, upperBound, wilsonInterval } from '../../../../domain/statistics/binomial-bounds.ts';

describe('exact bounds', () => {
  // Two-sided 95 % Clopper–Pearson is the one-sided bound at 97.5 % on each side.
  test.each([
    ['R binom.test(682, 925)', 682, 925, 0.7076682640790392, 0.7654065582415227],
    ['Hmisc::binconf(46, 50)', 46, 50, 0.8076572164, 0.9777720363],
  ])('%s', (_source, k, n, low, high) => {
    expect(lowerBound(k, n, 0.975)).toBeCloseTo(low, 9);
    expect(upperBound(k, n, 0.975)).toBeCloseTo(high, 9);
  });

  // Newcombe (1998), Statistics in Medicine 17, 857–872, table I, method 5.
  test.each([
    [81, 263, 0.2527, 0.3676],
    [15, 148, 0.0578, 0.1617],
    [0, 20, 0, 0.1684],
    [1, 29, 0.0009, 0.1776],
  ])('Newcombe: %d of %d', (k, n, low, high) => {
    expect(lowerBound(k, n, 0.975)).toBeCloseTo(low, 4);
    expect(upperBound(k, n, 0.975)).toBeCloseTo(high, 4);
  });

  test('no events in n rows: 1 - alpha^(1/n), the rule of three', () => {
    expect(upperBound(0, 299, 0.95)).toBeCloseTo(1 - 0.05 ** (1 / 299), 12);
    expect(upperBound(0, 298, 0.95)).toBeGreaterThan(0.01);
    expect(upperBound(0, 299, 0.95)).toBeLessThan(0.01);
  });

  test('are 0 and 1 where nothing can be said', () => {
    expect([lowerBound(0, 0, 0.95), upperBound(0, 0, 0.95)]).toEqual([0, 1]);
    expect(lowerBound(0, 10, 0.95)).toBe(0);
    expect(upperBound(10, 10, 0.95)).toBe(1);
  });

  test('mirror each other and hold the estimate between them', () => {
    for (const [k, n] of [[1, 7], [9, 30], [120, 10_000], [9_999, 10_000]] as const) {
      expect(lowerBound(k, n, 0.95)).toBeCloseTo(1 - upperBound(n - k, n, 0.95), 10);
      expect(lowerBound(k, n, 0.95)).toBeLessThan(k / n);
      expect(upperBound(k, n, 0.95)).toBeGreaterThan(k / n);
    }
  });

  test('rise with k, and the upper bound falls with n', () => {
    for (let k = 0; k < 40; k++) {
      expect(upperBound(k + 1, 50, 0.95)).toBeGreaterThan(upperBound(k, 50, 0.95));
      expect(upperBound(k, 51, 0.95)).toBeLessThan(upperBound(k, 50, 0.95));
    }
  });

  test.each([
    [-1, 10, 0.95],
    [11, 10, 0.95],
    [1.5, 10, 0.95],
    [1, Number.NaN, 0.95],
    [1, 10, 0],
    [1, 10, 1],
    [1, 10, Number.NaN],
  ])('refuse k = %d, n = %d, confidence = %d', (k, n, confidence) => {
    for (const bound of [upperBound, lowerBound, wilsonInterval]) {
      expect(() => bound(k, n, confidence)).toThrow(expect.objectContaining({ code: 'HONE_INVALID_INPUT' }));
    }
  });
});

describe('wilsonInterval', () => {
  // Newcombe (1998), table I, method 3; the last from Hmisc::binconf(46, 50, method = "wilson").
  test.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
    [46, 50, 0.8116175, 0.9684505],
  ])('%d of %d', (k, n, low, high) => {
    expect(wilsonInterval(k, n).low).toBeCloseTo(low, 4);
    expect(wilsonInterval(k, n).high).toBeCloseTo(high, 4);
  });

  test('has exact ends', () => {
    expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 });
    expect(wilsonInterval(0, 1000).low).toBe(0);
    expect(wilsonInterval(1000, 1000).high).toBe(1);
  });
});

describe('maximumAllowed', () => {
  test.each([
    [298, 0.95, -1],
    [299, 0.95, 0],
    [8_383, 0.95, 68],
    [20_000, 0.95, 176],
    [30_000, 0.95, 271],
    [100_000, 0.95, 948],
    [30_000, 1 - 0.05 / 10, 256],
  ])('%d negatives at confidence %d allow %d under 1 %%', (n, confidence, allowed) => {
    expect(maximumAllowed(n, 0.01, confidence)).toBe(allowed);
  });

  test('is the last count whose bound is under the limit', () => {
    for (const [n, limit] of [[10, 0.5], [73, 0.1], [1000, 0.03], [1000, 0.999]] as const) {
      const k = maximumAllowed(n, limit, 0.95);
      expect(upperBound(k, n, 0.95)).toBeLessThan(limit);
      expect(upperBound(k + 1, n, 0.95)).toBeGreaterThanOrEqual(limit);
    }
  });

  test('no rows allow nothing', () => {
    expect(maximumAllowed(0, 0.01, 0.95)).toBe(-1);
  });
});
