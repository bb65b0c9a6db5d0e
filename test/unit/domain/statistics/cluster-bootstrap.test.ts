import { describe, expect, test } from '@jest/globals';
import { rng } from '../../../../domain/rng.ts';
import { clusterBootstrap } from '../../../../domain/statistics/cluster-bootstrap.ts';

const mean = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;

/** 0 or 1, 1 in three of ten. */
const random = rng(1, 'cluster-bootstrap-test');
const VALUES = Array.from({ length: 400 }, () => Number(random.next() < 0.3));

const width = (clusters: readonly (readonly number[])[]): number => {
  const { low, high } = clusterBootstrap(clusters, mean, { seed: 5 })!;
  return high - low;
};

describe('clusterBootstrap', () => {
  test('rows on their own: the interval of the binomial, 1.96 standard errors to each side', () => {
    const interval = clusterBootstrap(VALUES.map((value) => [value]), mean, { seed: 5 })!;
    const error = Math.sqrt((interval.estimate * (1 - interval.estimate)) / VALUES.length);
    expect(interval.estimate).toBe(mean(VALUES));
    expect(Math.abs(interval.low - (interval.estimate - 1.96 * error))).toBeLessThan(0.15 * error);
    expect(Math.abs(interval.high - (interval.estimate + 1.96 * error))).toBeLessThan(0.15 * error);
  });

  test('ten copies of each row are no evidence: the interval is that of the clusters, √10 times that of the copies as rows', () => {
    const copied = VALUES.map((value) => Array.from({ length: 10 }, () => value));
    const once = clusterBootstrap(VALUES.map((value) => [value]), mean, { seed: 5 })!;
    const tenfold = clusterBootstrap(copied, mean, { seed: 5 })!;
    expect(tenfold.low).toBeCloseTo(once.low, 12);
    expect(tenfold.high).toBeCloseTo(once.high, 12);
    const asRows = width(copied.flat().map((value) => [value]));
    expect(Math.abs((tenfold.high - tenfold.low) / asRows / Math.sqrt(10) - 1)).toBeLessThan(0.1);
  });

  test('the level widens it; the same seed gives the same interval, another seed another', () => {
    const clusters = VALUES.map((value) => [value]);
    const of = (options: { seed: number; level?: number }) => clusterBootstrap(clusters, mean, { draws: 500, ...options })!;
    expect(of({ seed: 5 })).toEqual(of({ seed: 5 }));
    expect(of({ seed: 5 })).not.toEqual(of({ seed: 6 }));
    expect(of({ seed: 5, level: 0.99 }).low).toBeLessThan(of({ seed: 5 }).low);
  });

  test('draws without a value are left out, and none is made up where most have none', () => {
    const known = (rows: readonly (number | null)[]): number | undefined => mean(rows.filter((row) => row !== null));
    // All three of three are drawn in 6 of 27 draws only.
    const ofAllThree = (rows: readonly number[]): number | undefined => (new Set(rows).size === 3 ? 1 : undefined);
    expect(clusterBootstrap([[1], [null]], known, { seed: 5 })).toEqual({ estimate: 1, low: 1, high: 1 });
    expect(clusterBootstrap([[1], [2], [3]], ofAllThree, { seed: 5 })).toBeUndefined();
    expect(clusterBootstrap([[null], [null]], known, { seed: 5 })).toBeUndefined();
    expect(clusterBootstrap([[1, 0]], mean, { seed: 5 })).toBeUndefined();
  });

  test('impossible options are refused', () => {
    expect(() => clusterBootstrap([[1], [0]], mean, { seed: 5, draws: 0 })).toThrow(/draws/);
    expect(() => clusterBootstrap([[1], [0]], mean, { seed: 5, level: 1 })).toThrow(/level/);
  });
});
