import { invalidInput } from '../errors.ts';
import { studentT } from './student-t.ts';

/** Decisions of two models on the same rows: 1 where a row is flagged. */
export interface PairedDecisions {
  readonly treated: readonly boolean[];
  readonly control: readonly boolean[];
}

/** A difference of two shares, a fraction in [-1, 1], with its two-sided interval. */
export interface Effect {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The mean over repetitions (one a seed) of the difference of two shares that are flagged, treated minus control. Its variance
 * has two parts that add up: the scatter of the repetitions, and what the sample of rows leaves open, which all repetitions
 * share and where rows of one group count as one draw (cluster-robust). Degrees of freedom after Welch–Satterthwaite.
 * With one repetition only the rows speak. Thresholds are taken as given. Errors: HONE_INVALID_INPUT.
 * Sources: Satterthwaite (1946), Biometrics Bulletin 2, 110–114; Cameron & Miller (2015), Journal of Human Resources 50, 317–372.
 */
export function pairedEffect(repetitions: readonly PairedDecisions[], groups: readonly string[], confidence = 0.95): Effect {
  const rows = groups.length;
  if (rows === 0 || repetitions.length === 0) throw invalidInput('rows', rows, 'Give at least one row and one repetition.');
  const differences = repetitions.map((repetition) => groups.map((_, row) => Number(repetition.treated[row]) - Number(repetition.control[row])));
  const means = differences.map(average);
  const mean = average(means);
  const perRow = groups.map((_, row) => average(differences.map((difference) => difference[row]!)));
  const scatter = { variance: means.length < 2 ? 0 : variance(means) / means.length, freedom: Math.max(1, means.length - 1) };
  const sampling = clusterVariance(perRow, groups, mean);
  const total = scatter.variance + sampling.variance;
  if (total === 0) return { mean, low: mean, high: mean };
  const freedom = total ** 2 / (scatter.variance ** 2 / scatter.freedom + sampling.variance ** 2 / sampling.freedom);
  const half = studentT(confidence, freedom) * Math.sqrt(total);
  return { mean, low: Math.max(-1, mean - half), high: Math.min(1, mean + half) };
}

function clusterVariance(values: readonly number[], groups: readonly string[], mean: number): { variance: number; freedom: number } {
  const sums = new Map<string, number>();
  values.forEach((value, row) => sums.set(groups[row]!, (sums.get(groups[row]!) ?? 0) + value - mean));
  const clusters = sums.size;
  const spread = [...sums.values()].reduce((sum, value) => sum + value ** 2, 0);
  return { variance: clusters < 2 ? 0 : (spread * (clusters / (clusters - 1))) / values.length ** 2, freedom: Math.max(1, clusters - 1) };
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function variance(values: readonly number[]): number {
  const mean = average(values);
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}
