import { invalidInput } from '../errors.ts';
import { checkOpenShare } from './check.ts';
import { normalQuantile } from './normal.ts';

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
  const champion = placements(malicious, benign, 'champion');
  const challenger = placements(malicious, benign, 'challenger');
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

/** What is below is rounding of a variance of 0. */
const SMALLEST_VARIANCE = 1e-15;

/** Of each attack the share of benign rows that it scores above, of each benign row the share of attacks above it; ties count half. */
function placements(malicious: readonly RankedRow[], benign: readonly RankedRow[], who: 'champion' | 'challenger'): { above: number[]; below: number[] } {
  const [attacks, honest] = [ascending(malicious, who), ascending(benign, who)];
  return {
    above: malicious.map((row) => midrank(honest, row[who]) / honest.length),
    below: benign.map((row) => 1 - midrank(attacks, row[who]) / attacks.length),
  };
}

function ascending(rows: readonly RankedRow[], who: 'champion' | 'challenger'): Float64Array {
  for (const row of rows) if (!(row[who] >= 0 && row[who] <= 1)) throw invalidInput(`score of the ${who}`, row[who], 'Give numbers in [0, 1].');
  return Float64Array.from(rows, (row) => row[who]).sort();
}

/** How many of the values are under this one, equal ones counting half. */
function midrank(values: Float64Array, value: number): number {
  return (countWhile(values, (each) => each < value) + countWhile(values, (each) => each <= value)) / 2;
}

/** Length of the front part for which the condition holds, by halves. */
function countWhile(values: Float64Array, holds: (value: number) => boolean): number {
  let [from, to] = [0, values.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (holds(values[middle]!)) from = middle + 1;
    else to = middle;
  }
  return from;
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
