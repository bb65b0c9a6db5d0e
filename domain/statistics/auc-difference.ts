import { checkOpenShare } from './check.ts';
import { normalQuantile } from './normal.ts';
import { placements, SMALLEST_VARIANCE } from './placements.ts';
import type { Placements } from './placements.ts';

/** A row with the scores of two models, in [0, 1]. */
export interface RankedRow {
  readonly groupId: string;
  readonly label: 'benign' | 'malicious';
  readonly champion: number;
  readonly challenger: number;
}

export interface AucDifference {
  readonly champion: number;
  readonly challenger: number;
  /** Challenger minus champion, with its two-sided interval. */
  readonly difference: { readonly estimate: number; readonly low: number; readonly high: number };
}

/**
 * Areas under the ROC curve of two models on the same rows, and their difference with an interval in which rows of one group count as
 * one draw. Undefined with fewer than two groups of a class, which vary in nothing. Takes O(n log n): no resampling, so the rows
 * may be many. Where all groups of a class agree nothing tells how much others would vary: the interval is all there is. Errors: HONE_INVALID_INPUT.
 * Sources: Obuchowski (1997), Biometrics 53, 567–578, the clustered form of DeLong, DeLong & Clarke-Pearson (1988), Biometrics 44, 837–845.
 */
export function aucDifference(rows: readonly RankedRow[], confidence = 0.95): AucDifference | undefined {
  checkOpenShare('confidence', confidence);
  const malicious = rows.filter((row) => row.label === 'malicious');
  const benign = rows.filter((row) => row.label === 'benign');
  const [attackGroups, benignGroups, groups] = [malicious, benign, rows].map((of) => new Set(of.map(({ groupId }) => groupId)).size) as [number, number, number];
  if (attackGroups < 2 || benignGroups < 2) return undefined;
  const placed = (who: 'champion' | 'challenger'): Placements => placements(benign.map((row) => row[who]), malicious.map((row) => row[who]), `the ${who}`);
  const [champion, challenger] = [placed('champion'), placed('challenger')];
  const above = malicious.map((_, row) => challenger.above[row]! - champion.above[row]!);
  const below = benign.map((_, row) => challenger.below[row]! - champion.below[row]!);
  const estimate = mean(above);
  const attackSums = sumsByGroup(malicious, above, estimate);
  const benignSums = sumsByGroup(benign, below, estimate);
  const [m, n] = [malicious.length, benign.length];
  const s10 = (attackGroups / ((attackGroups - 1) * m)) * sumOf([...attackSums.values()].map((sum) => sum ** 2));
  const s01 = (benignGroups / ((benignGroups - 1) * n)) * sumOf([...benignSums.values()].map((sum) => sum ** 2));
  const s11 = (groups / (groups - 1)) * sumOf([...attackSums].map(([group, sum]) => sum * (benignSums.get(group) ?? 0)));
  const variance = s10 / m + s01 / n + (2 * s11) / (m * n);
  const half = variance > SMALLEST_VARIANCE ? normalQuantile(1 - (1 - confidence) / 2) * Math.sqrt(variance) : 2;
  return { champion: mean(champion.above), challenger: mean(challenger.above), difference: { estimate, low: Math.max(-1, estimate - half), high: Math.min(1, estimate + half) } };
}

/** Sum of each group's deviations from the mean. */
function sumsByGroup(rows: readonly RankedRow[], values: readonly number[], center: number): Map<string, number> {
  const sums = new Map<string, number>();
  rows.forEach(({ groupId }, row) => sums.set(groupId, (sums.get(groupId) ?? 0) + values[row]! - center));
  return sums;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function mean(values: readonly number[]): number {
  return sumOf(values) / values.length;
}
