import { describe, expect, test } from '@jest/globals';
import { rng } from '../../../../domain/rng.ts';
import { normalQuantile } from '../../../../domain/statistics/normal.ts';
import {
  recallDifference,
  recallDifferenceLowerBound,
  recallDifferenceUpperBound,
} from '../../../../domain/statistics/paired-difference.ts';

const counts = (both: number, onlyChallenger: number, onlyChampion: number, neither: number) => ({ both, onlyChampion, onlyChallenger, neither });

describe('recallDifferenceLowerBound', () => {
  // 95 % Tango intervals as printed by Fagerland, Lydersen & Laake, "Statistical Analysis of Contingency Tables", ch. 8.
  test.each([
    ['Cavo et al. (2012)', counts(59, 6, 16, 80), -0.124, -0.0054, 4],
    ['Bentur et al. (2009)', counts(1, 1, 7, 12), -0.517, -0.026, 3],
  ])('%s', (_source, table, low, high, digits) => {
    expect(recallDifferenceLowerBound(table, 0.975)).toBeCloseTo(low, digits);
    expect(recallDifferenceUpperBound(table, 0.975)).toBeCloseTo(high, digits);
  });

  test('without discordant rows it is -z²/(n + z²), not 0', () => {
    const z2 = normalQuantile(0.95) ** 2;
    expect(recallDifferenceLowerBound(counts(900, 0, 0, 100), 0.95)).toBeCloseTo(-z2 / (1000 + z2), 10);
  });

  test('the ends of the scale', () => {
    expect(recallDifferenceLowerBound(counts(0, 0, 5, 0), 0.95)).toBe(-1);
    expect(recallDifferenceUpperBound(counts(0, 5, 0, 0), 0.95)).toBe(1);
    // All gained, n = 5: (n - z²) / (n + z²).
    const z2 = normalQuantile(0.95) ** 2;
    expect(recallDifferenceLowerBound(counts(0, 5, 0, 0), 0.95)).toBeCloseTo((5 - z2) / (5 + z2), 10);
  });

  test('rises with gains, falls with losses and with confidence, and lies under the estimate', () => {
    const bound = (gained: number, lost: number, confidence = 0.95): number =>
      recallDifferenceLowerBound(counts(500, gained, lost, 100), confidence);
    for (let i = 0; i < 30; i++) {
      expect(bound(i + 1, 9)).toBeGreaterThan(bound(i, 9));
      expect(bound(9, i + 1)).toBeLessThan(bound(9, i));
      expect(bound(9, i)).toBeLessThan(recallDifference(counts(500, 9, i, 100)));
      expect(bound(9, i, 0.995)).toBeLessThan(bound(9, i));
    }
  });

  test('at 50 % both bounds meet at the estimate', () => {
    const table = counts(59, 6, 16, 80);
    expect(recallDifferenceLowerBound(table, 0.5)).toBeCloseTo(-10 / 161, 6);
    expect(recallDifferenceUpperBound(table, 0.5)).toBeCloseTo(-10 / 161, 6);
  });

  test('under 50 % the lower bound lies over the estimate', () => {
    const table = counts(59, 6, 16, 80);
    expect(recallDifferenceLowerBound(table, 0.025)).toBeCloseTo(recallDifferenceUpperBound(table, 0.975), 10);
  });

  test('a challenger exactly one point worse passes the one-point margin in about 5 % of seeded draws', () => {
    const random = rng('paired');
    const draws = 4000;
    let passed = 0;
    for (let draw = 0; draw < draws; draw++) {
      const table = { both: 0, onlyChampion: 0, onlyChallenger: 0, neither: 0 };
      for (let row = 0; row < 600; row++) {
        const u = random.next();
        table[u < 0.03 ? 'onlyChampion' : u < 0.05 ? 'onlyChallenger' : u < 0.95 ? 'both' : 'neither'] += 1;
      }
      if (recallDifferenceLowerBound(table, 0.95) > -0.01) passed++;
    }
    // Asymptotic, so near 5 %: 3.5 standard errors of 4,000 draws are 1.2 points.
    expect(passed / draws).toBeLessThan(0.062);
    expect(passed / draws).toBeGreaterThan(0.03);
  });

  test('refuses no rows and impossible counts', () => {
    expect(() => recallDifferenceLowerBound(counts(0, 0, 0, 0), 0.95)).toThrow(/^counts: 0 is not valid/);
    expect(() => recallDifferenceLowerBound(counts(-1, 0, 0, 5), 0.95)).toThrow(/^k: -1 is not valid/);
    expect(() => recallDifferenceLowerBound(counts(1, 0, 0, 5), 1)).toThrow(/^confidence: 1 is not valid/);
  });
});
