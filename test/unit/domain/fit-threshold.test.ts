import { expect, test } from '@jest/globals';
import { fitThreshold } from '../../../domain/fit-threshold.ts';
import type { ScoredRow } from '../../../domain/fit-threshold.ts';
import { neymanPearsonThreshold } from '../../../domain/statistics/np-threshold.ts';

const SETTINGS = { aim: 0.5, limit: 0.02, delta: 0.05, seed: 7 };
const placed = (scores: readonly number[]): number => neymanPearsonThreshold(scores, { limit: 0.01, delta: 0.05 })!.threshold;

/** Benign rows with scores 0, 1/n, … */
function rows(count: number, groupOf: (index: number) => string): ScoredRow[] {
  return Array.from({ length: count }, (_, index) => ({ id: `r${index}`, groupId: groupOf(index), label: 'benign' as const, score: index / count }));
}

test('rows that are all on their own get the order statistic of the aimed rate', () => {
  const alone = rows(1000, (index) => `g${index}`);
  expect(fitThreshold(alone, SETTINGS)).toBe(placed(alone.map((row) => row.score)));
});

test('where easy rows are siblings, the groups ask for a higher threshold, and get it', () => {
  const siblings = rows(2000, (index) => (index < 1000 ? 'template' : `g${index}`));
  const overRows = placed(siblings.map((row) => row.score));
  expect(fitThreshold(siblings, SETTINGS)).toBeGreaterThan(overRows);
});

test('where hard rows are siblings, the rows do', () => {
  const siblings = rows(2000, (index) => (index < 1980 ? `g${index}` : 'template'));
  expect(fitThreshold(siblings, SETTINGS)).toBe(placed(siblings.map((row) => row.score)));
});

test('attacks do not move it', () => {
  const benign = rows(1000, (index) => `g${index}`);
  const attacks = benign.map((row) => ({ ...row, id: `a${row.id}`, label: 'malicious' as const, score: 1 }));
  expect(fitThreshold([...benign, ...attacks], SETTINGS)).toBe(fitThreshold(benign, SETTINGS));
});

test('too few rows, or too few groups, place none', () => {
  expect(fitThreshold(rows(298, (index) => `g${index}`), SETTINGS)).toBeUndefined();
  expect(fitThreshold(rows(1000, (index) => `g${index % 298}`), SETTINGS)).toBeUndefined();
});
