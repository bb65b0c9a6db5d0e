import { expect, test } from '@jest/globals';
import { aucDifference } from '../../../../domain/statistics/auc-difference.ts';
import type { PairedScore } from '../../../../domain/statistics/auc-difference.ts';
import { rocAuc } from '../../../../domain/statistics/ranking.ts';
import { rng } from '../../../../domain/rng.ts';

/** Scores in eighths, so that there are ties. */
function rows(seed: number, count: number, group = (index: number): string => String(index)): PairedScore[] {
  const { next } = rng(seed, 'auc-difference');
  const eighths = (shift: number): number => Math.min(1, Math.floor(next() * 6 + shift) / 8);
  return Array.from({ length: count }, (_, index) => {
    const malicious = index % 3 === 0;
    return { malicious, group: group(index), champion: eighths(malicious ? 1.5 : 0), challenger: eighths(malicious ? 2 : 0) };
  });
}

/** DeLong's covariance as their paper writes it: over every pair of rows, classes apart. */
function deLong(of: readonly PairedScore[]): number {
  const [x, y] = [of.filter((row) => row.malicious), of.filter((row) => !row.malicious)];
  const psi = (a: number, b: number): number => (a > b ? 1 : a === b ? 0.5 : 0);
  const gap = (m: PairedScore, b: PairedScore): number => psi(m.challenger, b.challenger) - psi(m.champion, b.champion);
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = (values: readonly number[]): number => values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0) / (values.length - 1);
  const v10 = x.map((m) => mean(y.map((b) => gap(m, b))));
  const v01 = y.map((b) => mean(x.map((m) => gap(m, b))));
  return Math.sqrt(variance(v10) / x.length + variance(v01) / y.length);
}

test('areas and their difference are those of rocAuc', () => {
  const of = rows(1, 60);
  const by = (malicious: boolean, who: 'champion' | 'challenger'): number[] => of.filter((row) => row.malicious === malicious).map((row) => row[who]);
  const { champion, challenger, difference } = aucDifference(of);
  expect(champion).toBeCloseTo(rocAuc(by(false, 'champion'), by(true, 'champion')), 12);
  expect(challenger).toBeCloseTo(rocAuc(by(false, 'challenger'), by(true, 'challenger')), 12);
  expect(difference).toBeCloseTo(challenger - champion, 12);
});

test('with rows of their own groups the standard error is DeLong\'s, up to the correction for few rows', () => {
  for (const seed of [1, 2, 3]) {
    const of = rows(seed, 900);
    expect(aucDifference(of).standardError / deLong(of)).toBeCloseTo(1, 2);
  }
});

test('rows that repeat within their groups say no more than one of each', () => {
  const once = rows(4, 300);
  const fourTimes = Array.from({ length: 4 }, () => once).flat();
  expect(aucDifference(fourTimes).standardError).toBeCloseTo(aucDifference(once).standardError, 10);
  const apart = fourTimes.map((row, index) => ({ ...row, group: String(index) }));
  expect(aucDifference(apart).standardError).toBeLessThan(0.6 * aucDifference(once).standardError);
});

test('the interval holds the true difference in 95 of 100 samples', () => {
  // Challenger and champion separate alike here, so the true difference is 0.
  const even = (seed: number): PairedScore[] => {
    const { next } = rng(seed, 'even');
    return Array.from({ length: 200 }, (_, index) => {
      const shared = next();
      const malicious = index % 2 === 0;
      const score = (): number => Math.min(1, 0.4 * shared + 0.4 * next() + (malicious ? 0.2 : 0));
      return { malicious, group: String(index), champion: score(), challenger: score() };
    });
  };
  const held = Array.from({ length: 400 }, (_, seed) => aucDifference(even(seed))).filter(({ low, high }) => low <= 0 && high >= 0).length;
  expect(held / 400).toBeGreaterThan(0.92);
  expect(held / 400).toBeLessThan(0.98);
});

test('refuses rows of one class', () => {
  expect(() => aucDifference(rows(1, 30).filter((row) => row.malicious))).toThrow('rows: 10 is not valid. Give rows of both classes.');
});
