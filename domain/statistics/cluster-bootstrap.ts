import { invalidInput } from '../errors.ts';
import { rng } from '../rng.ts';
import { checkOpenShare } from './check.ts';

/** A statistic of all rows with its two-sided interval, in the statistic's own unit. */
export interface BootstrapInterval {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

export interface BootstrapOptions {
  readonly seed: number;
  /** Resamples. Default 2,000. */
  readonly draws?: number;
  /** Two-sided confidence, in (0, 1). Default 0.95. */
  readonly level?: number;
}

/**
 * Percentile interval of any statistic of rows that come in clusters (a prompt and its variations): whole clusters are drawn with
 * replacement, as many as there are, so that siblings are not taken for independent evidence. The same seed gives the same interval.
 * `statistic` says undefined where it has no value (a rate of no rows); such draws are left out. Undefined when the statistic of
 * the rows themselves is, when over half of the draws were left out, and with fewer than two clusters, which vary in nothing.
 * Errors: HONE_INVALID_INPUT. Sources: Efron & Tibshirani (1993), An Introduction to the Bootstrap, chapter 13; Davison & Hinkley (1997),
 * Bootstrap Methods and their Application, section 3.8 (whole groups are drawn, their rows are not drawn anew).
 */
export function clusterBootstrap<T>(
  clusters: readonly (readonly T[])[],
  statistic: (rows: readonly T[]) => number | undefined,
  { seed, draws = 2000, level = 0.95 }: BootstrapOptions,
): BootstrapInterval | undefined {
  checkOpenShare('level', level);
  if (!Number.isSafeInteger(draws) || draws < 1) throw invalidInput('draws', draws, 'Give a whole number >= 1.');
  const filled = clusters.filter((rows) => rows.length > 0);
  const estimate = statistic(filled.flat());
  if (estimate === undefined || filled.length < 2) return undefined;
  const random = rng(seed, 'cluster-bootstrap');
  const drawn: number[] = [];
  for (let draw = 0; draw < draws; draw++) {
    const rows: T[] = [];
    // Not spread into push(): a cluster may be longer than the stack takes arguments.
    for (let each = 0; each < filled.length; each++) for (const row of random.pick(filled)) rows.push(row);
    const value = statistic(rows);
    if (value !== undefined) drawn.push(value);
  }
  if (drawn.length < draws / 2) return undefined;
  drawn.sort((a, b) => a - b);
  return { estimate, low: quantile(drawn, (1 - level) / 2), high: quantile(drawn, (1 + level) / 2) };
}

/** Between neighbours in proportion. Source: Hyndman & Fan (1996), The American Statistician 50, 361–365, type 7 (R's default). */
function quantile(ascending: readonly number[], probability: number): number {
  const position = probability * (ascending.length - 1);
  const below = Math.floor(position);
  const [low, high] = [ascending[below]!, ascending[Math.min(below + 1, ascending.length - 1)]!];
  return low + (position - below) * (high - low);
}
