import { onePerGroup } from './gates.ts';
import type { ThresholdSettings } from './profile.ts';
import type { Row } from './row.ts';
import { neymanPearsonThreshold } from './statistics/np-threshold.ts';

export interface ScoredRow extends Pick<Row, 'id' | 'groupId' | 'label'> {
  /** P(malicious), in [0, 1]. */
  readonly score: number;
}

/** `limit` is the false-positive gate's; `seed` chooses the row of each group, as the gates do. */
export interface ThresholdFit extends ThresholdSettings {
  readonly limit: number;
  readonly seed: number;
}

/**
 * The threshold to ship, placed on the benign rows by the Neyman–Pearson order statistic: once on all of them and once on
 * one row per group, since the gate is judged over both; the higher one holds for both. Undefined with too few rows.
 */
export function fitThreshold(rows: readonly ScoredRow[], { aim, limit, delta, seed }: ThresholdFit): number | undefined {
  const benign = rows.filter((row) => row.label === 'benign');
  const [overRows, overGroups] = [benign, onePerGroup(benign, seed)].map((each) =>
    neymanPearsonThreshold(each.map((row) => row.score), { limit: aim * limit, delta }),
  );
  return overRows && overGroups ? Math.max(overRows.threshold, overGroups.threshold) : undefined;
}
