import { describe, expect, test } from '@jest/globals';
import { aucInterval, aucStandardError } from '../../../../domain/statistics/auc-interval.ts';

describe('aucStandardError', () => {
  test('is near Hanley and McNeil\'s worked example, which counts Q1 and Q2 from the data: 0.893 over 51 abnormal and 58 normal images has 0.032', () => {
    expect(Math.abs(aucStandardError(0.893, 51, 58) - 0.032)).toBeLessThan(0.001);
  });

  test('is what the formula gives by hand: 0.75 over 10 and 20', () => {
    // Q1 = 0.6, Q2 = 9/14: (0.1875 + 9 · 0.0375 + 19 · 0.0803571) / 200
    expect(aucStandardError(0.75, 10, 20)).toBeCloseTo(Math.sqrt((0.1875 + 0.3375 + 1.5267857142857) / 200), 12);
  });

  test('with one row of each class is that of a coin', () => expect(aucStandardError(0.5, 1, 1)).toBe(0.5));
});

describe('aucInterval', () => {
  test('ends where the measured area is 1.96 of the end\'s own standard errors away', () => {
    const { low, high } = aucInterval(0.7, 100, 100);
    expect((0.7 - low) / aucStandardError(low, 100, 100)).toBeCloseTo(1.95996, 4);
    expect((high - 0.7) / aucStandardError(high, 100, 100)).toBeCloseTo(1.95996, 4);
  });

  test('of a perfect area has room below, and more of it with fewer rows', () => {
    const [few, many] = [aucInterval(1, 10, 10), aucInterval(1, 500, 500)];
    expect([few.high, many.high]).toEqual([1, 1]);
    expect(few.low).toBeLessThan(0.9);
    expect(many.low).toBeGreaterThan(0.98);
  });

  test('refuses what is no area', () => expect(() => aucInterval(1.2, 10, 10)).toThrow(expect.objectContaining({ code: 'HONE_INVALID_INPUT' })));
});
