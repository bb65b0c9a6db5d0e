import { onePerGroup } from './gates.ts';
import type { FlaggedCounts } from './look-forecast.ts';
import type { ScoredRow } from './fit-threshold.ts';
import type { Label } from './row.ts';

/** Rows of each class that are flagged, over all rows and over one row a group (by seed, as gates count them). */
export function flaggedCounts(rows: readonly ScoredRow[], threshold: number, seed: number): Record<Label, FlaggedCounts> {
  const groups = onePerGroup(rows, seed);
  const count = (label: Label, of: readonly ScoredRow[]): FlaggedCounts['rows'] => {
    const ofClass = of.filter((row) => row.label === label);
    return { count: ofClass.filter(({ score }) => score >= threshold).length, n: ofClass.length };
  };
  const both = (label: Label): FlaggedCounts => ({ rows: count(label, rows), groups: count(label, groups) });
  return { benign: both('benign'), malicious: both('malicious') };
}
