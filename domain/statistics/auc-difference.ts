import { invalidInput } from '../errors.ts';
import { checkOpenShare, checkScores } from './check.ts';
import { normalQuantile } from './normal.ts';

/** One row with the scores of two models and the group it belongs to. Scores are P(malicious) in [0, 1]. */
export interface PairedScore {
  readonly malicious: boolean;
  readonly group: string;
  readonly champion: number;
  readonly challenger: number;
}

/** Areas under the ROC curve of two models on the same rows, and challenger minus champion with its two-sided interval. */
export interface AucDifference {
  readonly champion: number;
  readonly challenger: number;
  readonly difference: number;
  readonly standardError: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Compares two correlated areas under the ROC curve: each row's placement is the share of the other class that it is on the right side
 * of, and the areas' difference is a mean of placements' differences. Rows of one group count as one draw. O(n log n).
 * Errors: HONE_INVALID_INPUT without rows of both classes, or for a score outside [0, 1].
 * Sources: DeLong, DeLong & Clarke-Pearson (1988), Biometrics 44, 837–845; Obuchowski (1997), Biometrics 53, 567–578, for groups.
 */
export function aucDifference(rows: readonly PairedScore[], confidence = 0.95): AucDifference {
  checkOpenShare('confidence', confidence);
  const benign = rows.filter((row) => !row.malicious);
  const malicious = rows.filter((row) => row.malicious);
  if (benign.length === 0 || malicious.length === 0) throw invalidInput('rows', rows.length, 'Give rows of both classes.');
  const champion = placements(benign, malicious, (row) => row.champion);
  const challenger = placements(benign, malicious, (row) => row.challenger);
  const [before, after] = [average(champion.malicious), average(challenger.malicious)];
  const difference = after - before;
  // What each row adds to the difference's deviation; a group's rows are added up before they are squared.
  const deviations = new Map<string, number>();
  const add = (of: readonly PairedScore[], first: readonly number[], second: readonly number[]): void =>
    of.forEach(({ group }, index) => deviations.set(group, (deviations.get(group) ?? 0) + (second[index]! - first[index]! - difference) / of.length));
  add(benign, champion.benign, challenger.benign);
  add(malicious, champion.malicious, challenger.malicious);
  const groups = deviations.size;
  const spread = [...deviations.values()].reduce((sum, value) => sum + value ** 2, 0);
  const standardError = groups < 2 ? 0 : Math.sqrt((spread * groups) / (groups - 1));
  const half = normalQuantile(1 - (1 - confidence) / 2) * standardError;
  return { champion: before, challenger: after, difference, standardError, low: Math.max(-1, difference - half), high: Math.min(1, difference + half) };
}

interface Placements {
  readonly benign: readonly number[];
  readonly malicious: readonly number[];
}

/** Of each malicious row the share of benign rows below it, of each benign row the share of malicious rows above it; ties count half. */
function placements(benign: readonly PairedScore[], malicious: readonly PairedScore[], score: (row: PairedScore) => number): Placements {
  const [low, high] = [ascending('benign', benign.map(score)), ascending('malicious', malicious.map(score))];
  return {
    benign: benign.map((row) => 1 - shareBelow(high, score(row))),
    malicious: malicious.map((row) => shareBelow(low, score(row))),
  };
}

function shareBelow(sorted: Float64Array, value: number): number {
  return (countUnder(sorted, value, false) + countUnder(sorted, value, true)) / (2 * sorted.length);
}

/** How many are below `value`, or not above it, by halves. */
function countUnder(sorted: Float64Array, value: number, orEqual: boolean): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (sorted[middle]! < value || (orEqual && sorted[middle]! === value)) from = middle + 1;
    else to = middle;
  }
  return from;
}

function ascending(field: string, scores: readonly number[]): Float64Array {
  checkScores(field, scores);
  return Float64Array.from(scores).sort();
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
