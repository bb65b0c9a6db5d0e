import { byHash } from './by-hash.ts';
import { groupBy } from './group-by.ts';
import type { CutSettings } from './profile.ts';
import type { Row } from './row.ts';
import { trainableHardNegatives } from './trainable-hard-negatives.ts';

/**
 * The pairs of `sets.contrastPairs` that may be trained on: an honest prompt and an attack alike in all but what makes it one. The ids of
 * a pair differ in their ends, `-benign` and `-malicious`. A pair of which a row is gone, or is held back as hard negatives are, is left out whole: a half would teach its
 * frame instead of the difference.
 */
export function trainablePairs(rows: readonly Row[], others: Iterable<Pick<Row, 'groupId'>>, seed: number, cuts: CutSettings): Row[][] {
  return [...groupBy(trainableHardNegatives(rows, others, seed, cuts), pairOf).values()].filter(([one, other, ...more]) => more.length === 0 && other !== undefined && one!.label !== other.label);
}

/** The first ones by hash: a larger count holds the smaller one. */
export function choosePairs(pairs: readonly (readonly Row[])[], count: number, seed: number): Row[] {
  const named = pairs.map((rows) => ({ id: pairOf(rows[0]!), rows }));
  return byHash(named, 'contrast-pair', seed).slice(0, count).flatMap(({ rows }) => rows);
}

function pairOf({ id, label }: Row): string {
  return id.endsWith(`-${label}`) ? id.slice(0, -label.length - 1) : id;
}
