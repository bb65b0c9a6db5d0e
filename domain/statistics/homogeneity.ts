import { invalidInput } from '../errors.ts';
import { checkCounts } from './check.ts';
import { chiSquareTail } from './chi-square.ts';

/** `count` events in `n` rows of one sample. */
export interface Counted {
  readonly count: number;
  readonly n: number;
}

export interface Homogeneity {
  readonly statistic: number;
  readonly degreesOfFreedom: number;
  /** How often samples of one rate differ by as much. */
  readonly p: number;
}

/**
 * Whether samples can all have one rate: Pearson's chi-square over the table of events and others. Null where too few are expected for
 * it to hold (any expected count under 1, or more than a fifth of them under 5). Errors: HONE_INVALID_INPUT for fewer than two samples.
 * Sources: Pearson (1900), Philosophical Magazine 50, 157–175; the rule on small counts: Cochran (1954), Biometrics 10, 417–451.
 */
export function homogeneity(samples: readonly Counted[]): Homogeneity | null {
  if (samples.length < 2) throw invalidInput('samples', samples.length, 'Give at least two samples to compare.');
  for (const { count, n } of samples) checkCounts(count, n);
  const [events, rows] = [sum(samples.map(({ count }) => count)), sum(samples.map(({ n }) => n))];
  const rate = events / rows;
  const cells = samples.flatMap(({ count, n }) => [{ seen: count, expected: n * rate }, { seen: n - count, expected: n * (1 - rate) }]);
  const small = cells.filter(({ expected }) => expected < 5).length;
  if (rows === 0 || cells.some(({ expected }) => expected < 1) || small > cells.length / 5) return null;
  const statistic = sum(cells.map(({ seen, expected }) => (seen - expected) ** 2 / expected));
  const degreesOfFreedom = samples.length - 1;
  return { statistic, degreesOfFreedom, p: chiSquareTail(statistic, degreesOfFreedom) };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
