import { byHash } from './by-hash.ts';
import { groupBy } from './group-by.ts';
import type { CutSettings } from './profile.ts';
import type { Row, TrainingRow } from './row.ts';
import { notHeldBack } from './not-held-back.ts';

/**
 * The pairs of `sets.contrastPairs` that may be trained on: an honest prompt and an attack in one frame. The ids of a pair differ in their
 * ends, `-benign` and `-malicious`. A pair of which a row is gone, or has its like held back, is left out whole: a half would teach its
 * frame instead of the difference.
 */
export function trainablePairs(rows: readonly Row[], others: Iterable<Pick<Row, 'groupId'>>, seed: number, cuts: CutSettings): Row[][] {
  return wholePairs(notHeldBack(rows, others, seed, cuts));
}

/** The first ones by hash: a larger count holds the smaller one. */
export function choosePairs(pairs: readonly (readonly Row[])[], count: number, seed: number): Row[] {
  const named = pairs.map((rows) => ({ id: pairOf(rows[0]!), rows }));
  return byHash(named, 'contrast-pair', seed).slice(0, count).flatMap(({ rows }) => rows);
}

/** Rows to train on without those pairs of which only one row is among them. */
export function withoutHalves(rows: readonly TrainingRow[]): TrainingRow[] {
  const whole = new Set(wholePairs(rows.filter(isOfPair)).flat());
  return rows.filter((row) => !isOfPair(row) || whole.has(row));
}

const isOfPair = ({ origin }: TrainingRow): boolean => origin === 'contrast-pair';

function wholePairs<T extends Row>(rows: readonly T[]): T[][] {
  const named = rows.filter(({ id, label }) => id.endsWith(`-${label}`));
  return [...groupBy(named, pairOf).values()].filter((pair) => pair.length === 2 && pair[0]!.label !== pair[1]!.label);
}

/** What is before the label in its id. */
export function pairOf({ id, label }: Row): string {
  return id.slice(0, -label.length - 1);
}
