import { onePerGroup } from './gates.ts';
import { groupBy } from './group-by.ts';
import type { ComparedRow } from './judge-compared.ts';
import type { MeasuredSlice } from './measurements.ts';
import { pairedCounts } from './paired-counts.ts';
import type { PairedScores } from './paired-counts.ts';
import type { Label } from './row.ts';

export type Thresholds = PairedScores;

/** How the rows of a set become slices: at which thresholds, and the seed that chooses the row of each group. */
export interface Slicing {
  readonly set: string;
  readonly thresholds: Thresholds;
  readonly seed: number;
}

/** The rows of each label as one slice, labels that there are. */
export function measuredSlices(rows: readonly ComparedRow[], slice: string, { set, thresholds, seed }: Slicing): MeasuredSlice[] {
  return LABELS.flatMap((label) => {
    const of = rows.filter((row) => row.label === label);
    return of.length === 0 ? [] : [{ set, slice, label, rows: pairedCounts(of, thresholds), groups: pairedCounts(onePerGroup(of, seed), thresholds) }];
  });
}

/** A slice for each value that rows have, in the order of the values: `source:deepset`. */
export function slicesBy(rows: readonly ComparedRow[], by: string, value: (row: ComparedRow) => string, slicing: Slicing): MeasuredSlice[] {
  const values = [...groupBy(rows, value)].sort(([a], [b]) => (a < b ? -1 : 1));
  return values.flatMap(([each, of]) => measuredSlices(of, `${by}:${each}`, slicing));
}

const LABELS: readonly Label[] = ['benign', 'malicious'];
