import { describe, expect, test } from '@jest/globals';
import { rng } from '../../../../domain/rng.ts';
import { aucDifference } from '../../../../domain/statistics/auc-difference.ts';
import { clusterBootstrap } from '../../../../domain/statistics/cluster-bootstrap.ts';
import { foldAucDifference } from '../../../../domain/statistics/fold-auc-difference.ts';
import type { TwiceHeldRow } from '../../../../domain/statistics/fold-auc-difference.ts';
import { rocAuc } from '../../../../domain/statistics/ranking.ts';

/** Groups of two rows of one label; the folds of the second cut are drawn row by row. `shift` moves the second cut's attacks up. */
function rowsOf(seed: number, { groups = 120, folds = 3, shift = 0 } = {}): TwiceHeldRow[] {
  const random = rng('fold-auc-test', seed);
  return Array.from({ length: groups }, (_, group) => {
    const label = group % 3 === 0 ? ('malicious' as const) : ('benign' as const);
    const level = random.next() / 2 + (label === 'malicious' ? 0.2 : 0);
    const score = (more: number): number => Math.min(1, level + random.next() / 4 + more);
    const fold = random.below(folds);
    return [0, 1].map((): TwiceHeldRow => ({ groupId: `g${group}`, label, first: { fold, score: score(0) }, second: { fold: random.below(folds), score: score(label === 'malicious' ? shift : 0) } }));
  }).flat();
}

function meanArea(rows: readonly TwiceHeldRow[], cut: 'first' | 'second'): number {
  const folds = [...new Set(rows.map((row) => row[cut].fold))];
  const scores = (fold: number, label: string): number[] => rows.filter((row) => row[cut].fold === fold && row.label === label).map((row) => row[cut].score);
  return folds.reduce((sum, fold) => sum + rocAuc(scores(fold, 'benign'), scores(fold, 'malicious')), 0) / folds.length;
}

describe('foldAucDifference', () => {
  test('has the means of the areas within the folds, and their difference', () => {
    const rows = rowsOf(1, { shift: 0.1 });
    const { first, second, difference } = foldAucDifference(rows);
    expect(first).toBeCloseTo(meanArea(rows, 'first'), 12);
    expect(second).toBeCloseTo(meanArea(rows, 'second'), 12);
    expect(difference.estimate).toBeCloseTo(second - first, 12);
  });

  test('never compares scores of two folds: lifting all scores of one fold changes nothing', () => {
    const rows = rowsOf(2);
    const lifted = rows.map((row) => ({ ...row, second: { ...row.second, score: row.second.fold === 1 ? 0.9 + row.second.score / 10 : row.second.score } }));
    expect(foldAucDifference(lifted).second).toBeCloseTo(foldAucDifference(rows).second, 12);
  });

  test('with one fold, has the interval of DeLong and Obuchowski but for its factor for few groups', () => {
    const rows = rowsOf(3, { folds: 1, groups: 400 });
    const { difference } = foldAucDifference(rows);
    const known = aucDifference(rows.map(({ groupId, label, first, second }) => ({ groupId, label, champion: first.score, challenger: second.score })))!.difference;
    expect(difference.estimate).toBeCloseTo(known.estimate, 12);
    expect((difference.high - difference.low) / (known.high - known.low)).toBeCloseTo(1, 2);
  });

  test('with folds, has the interval that drawing whole groups anew has', () => {
    const rows = rowsOf(4, { shift: 0.05 });
    const clusters = [...new Set(rows.map(({ groupId }) => groupId))].map((group) => rows.filter(({ groupId }) => groupId === group));
    const drawn = clusterBootstrap(clusters, (of) => meanArea(of, 'second') - meanArea(of, 'first'), { seed: 7, draws: 1000 })!;
    const { difference } = foldAucDifference(rows);
    expect((difference.high - difference.low) / (drawn.high - drawn.low)).toBeGreaterThan(0.85);
    expect((difference.high - difference.low) / (drawn.high - drawn.low)).toBeLessThan(1.15);
  });

  test('lets an attack and a benign prompt of one group vary together', () => {
    const mixed = rowsOf(8, { folds: 1, groups: 400 }).map((row, index) => ({ ...row, groupId: `g${index % 100}` }));
    const { difference } = foldAucDifference(mixed);
    const known = aucDifference(mixed.map(({ groupId, label, first, second }) => ({ groupId, label, champion: first.score, challenger: second.score })))!.difference;
    expect((difference.high - difference.low) / (known.high - known.low)).toBeCloseTo(1, 2);
  });

  test('is all there is where no row pulls: nothing tells how much others would vary', () => {
    const same = rowsOf(5).map((row) => ({ ...row, second: row.first }));
    expect(foldAucDifference(same).difference).toEqual({ estimate: 0, low: -1, high: 1 });
  });

  test('refuses a fold without a class, and rows of one group', () => {
    const rows = rowsOf(6);
    expect(() => foldAucDifference(rows.map((row) => (row.label === 'malicious' ? { ...row, second: { ...row.second, fold: 0 } } : row)))).toThrow('Give every fold rows of both classes.');
    expect(() => foldAucDifference(rowsOf(7, { folds: 1 }).map((row) => ({ ...row, groupId: 'one' })))).toThrow('groups: 1 is not valid.');
    expect(() => foldAucDifference(rows.map((row) => ({ ...row, first: { ...row.first, score: 2 } })))).toThrow('score of a row: 2 is not valid.');
  });
});
