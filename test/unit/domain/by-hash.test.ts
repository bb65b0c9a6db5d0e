import { expect, test } from '@jest/globals';
import { byHash } from '../../../domain/by-hash.ts';
import { hash64 } from '../../../domain/hash64.ts';

const rows = Array.from({ length: 50 }, (_, index) => ({ id: `row-${index}` }));
const ids = (given: readonly { readonly id: string }[]): string[] => given.map(({ id }) => id);

test('orders by the hash of salt, seed and id, whatever the order of the data', () => {
  const ordered = byHash(rows, 'cover', 7);
  const ranks = ordered.map(({ id }) => hash64('cover', 7, id));
  expect(ranks).toEqual([...ranks].sort((a, b) => (a < b ? -1 : 1)));
  expect(byHash(rows.toReversed(), 'cover', 7)).toEqual(ordered);
  expect(ids(ordered).sort()).toEqual(ids(rows).sort());
});

test('is another order for another salt or seed, and leaves the input alone', () => {
  const before = ids(rows);
  expect(ids(byHash(rows, 'replay', 7))).not.toEqual(ids(byHash(rows, 'cover', 7)));
  expect(ids(byHash(rows, 'cover', 8))).not.toEqual(ids(byHash(rows, 'cover', 7)));
  expect(ids(rows)).toEqual(before);
});

test('of a subset keeps its order: a smaller sample is part of a larger one', () => {
  const some = rows.filter((_, index) => index % 3 === 0);
  const kept = new Set(ids(some));
  expect(ids(byHash(some, 'cover', 7))).toEqual(ids(byHash(rows, 'cover', 7)).filter((id) => kept.has(id)));
});
