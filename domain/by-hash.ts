import { hash64 } from './hash64.ts';

/** Rows in the order of their hashes: a fixed shuffle that does not depend on the order of the data. */
export function byHash<T extends { readonly id: string }>(rows: readonly T[], salt: string, seed: number): T[] {
  const ranked = rows.map((row) => ({ row, rank: hash64(salt, seed, row.id) }));
  ranked.sort((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : 0));
  return ranked.map(({ row }) => row);
}
