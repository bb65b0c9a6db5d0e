import { pairOf } from '../contrast-pairs.ts';
import { groupFold } from '../group-fold.ts';
import { hashFraction } from '../hash64.ts';
import type { TrainingRow } from '../row.ts';
import type { LearnedRows } from './cut-fold.ts';

/** What is dealt out to folds as one: groups of rows, or rows one by one, whose relatives are then learned from. */
export type FoldSplit = 'groups' | 'rows';

/**
 * Which fold each row falls in. A contrast pair is one example of two rows, so it falls in one fold by either split. A group has the id of one
 * of its rows: that one falls in the same fold by either split, and so do all rows without a relative, which keeps the two alike but for relatives.
 */
export function dealRows(rows: readonly TrainingRow[], split: FoldSplit, seed: number, folds: number): (row: TrainingRow) => number {
  const dealtAs = (row: TrainingRow): string => (row.origin === 'contrast-pair' ? pairOf(row) : split === 'groups' ? row.groupId : row.id);
  // Hashing is the slow part: once for all folds.
  const foldOf = new Map([...new Set(rows.map(dealtAs))].map((dealt) => [dealt, groupFold('cross-validation-fold', dealt, seed, folds)]));
  return (row) => foldOf.get(dealtAs(row))!;
}

/**
 * The original rows with `validation` drawn row by row, about as many as there were: a split that knows no groups has relatives there, too, and
 * so places its threshold by rows that are easier than new ones.
 */
export function validationByRows({ train, validation }: LearnedRows, seed: number): LearnedRows {
  const originals = [...train, ...validation].filter(({ origin }) => origin === 'original');
  const share = validation.length / originals.length;
  const drawn = new Set(originals.filter(({ id }) => hashFraction(seed, 'validation-by-rows', id) < share));
  return { train: [...train, ...validation].filter((row) => !drawn.has(row)), validation: [...drawn] };
}
