import { expect, test } from '@jest/globals';
import { stratifiedSample } from '../../../domain/stratified-sample.ts';

const rows = [...Array.from({ length: 90 }, (_, index) => ({ id: `a${index}`, of: 'a' })), ...Array.from({ length: 7 }, (_, index) => ({ id: `b${index}`, of: 'b' })), { id: 'c0', of: 'c' }];
const drawn = (count: number, from: readonly { id: string; of: string }[] = rows, seed = 7) => stratifiedSample(from, (row) => row.of, count, seed);
const counts = (sample: readonly { of: string }[]): number[] => ['a', 'b', 'c'].map((of) => sample.filter((row) => row.of === of).length);

test('strata take turns: the rare ones are all in, the common one has the rest', () => {
  expect(counts(drawn(20))).toEqual([12, 7, 1]);
  expect(counts(drawn(3))).toEqual([1, 1, 1]);
  expect(counts(drawn(500))).toEqual([90, 7, 1]);
  expect(drawn(5, [])).toEqual([]);
});

test('the same rows whatever their order, others with another seed, in id order', () => {
  expect(drawn(20, [...rows].reverse())).toEqual(drawn(20));
  expect(drawn(20, rows, 8)).not.toEqual(drawn(20));
  const ids = drawn(20).map(({ id }) => id);
  expect(ids).toEqual([...ids].sort());
});
