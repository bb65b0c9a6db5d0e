import { expect, test } from '@jest/globals';
import { chooseRows } from '../../../../domain/stress/choose-rows.ts';
import { row } from '../../../support/stage-bench.ts';

const ROWS = Array.from({ length: 60 }, (_, index) => row({ id: `r${index}`, label: index % 2 ? 'malicious' : 'benign', groupId: `g${Math.floor(index / 6)}` }));

test('rows of one label, one of each group, as many as asked and no more than there are', () => {
  const chosen = chooseRows(ROWS, 'malicious', 100, 7);
  expect(chosen).toHaveLength(10);
  expect(new Set(chosen.map(({ groupId }) => groupId)).size).toBe(10);
  expect(chosen.every(({ label }) => label === 'malicious')).toBe(true);
  expect(chooseRows(ROWS, 'malicious', 4, 7)).toEqual(chosen.slice(0, 4));
});

test('whatever the order of the data; another seed chooses others', () => {
  const ids = (rows: typeof ROWS, seed: number): string[] => chooseRows(rows, 'benign', 5, seed).map(({ id }) => id);
  expect(ids([...ROWS].reverse(), 7)).toEqual(ids(ROWS, 7));
  expect(ids(ROWS, 8)).not.toEqual(ids(ROWS, 7));
});
