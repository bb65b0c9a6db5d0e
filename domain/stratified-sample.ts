import { byHash } from './by-hash.ts';
import { groupBy } from './group-by.ts';

/** Rows chosen by hash, the strata taking turns until `count` are found or none are left: rare strata are seen too. In id order. */
export function stratifiedSample<T extends { readonly id: string }>(rows: readonly T[], stratumOf: (row: T) => string, count: number, seed: number): T[] {
  const strata = [...groupBy(byHash(rows, 'stratified-sample', seed), stratumOf)].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, of]) => of);
  const longest = Math.max(0, ...strata.map((of) => of.length));
  const turns = Array.from({ length: longest }, (_, turn) => strata.flatMap((of) => of.slice(turn, turn + 1))).flat();
  return turns.slice(0, count).sort((a, b) => (a.id < b.id ? -1 : 1));
}
