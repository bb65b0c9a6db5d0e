import { invalidInput } from '../errors.ts';
import { checkCounts, checkOpenShare } from './check.ts';
import { normalQuantile } from './normal.ts';

/** Attacks by which of the two models catches them, on the same rows. */
export interface PairedCounts {
  readonly both: number;
  readonly onlyChampion: number;
  readonly onlyChallenger: number;
  readonly neither: number;
}

/** Challenger minus champion, a fraction in [-1, 1], with its two-sided interval. */
export interface PairedDifference {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

/** Each end of a two-sided 95 % interval. */
const ONE_SIDED = 0.975;

/** The difference with its two-sided 95 % interval: both bounds at 97.5 %. Errors: HONE_INVALID_INPUT. */
export function recallDifferenceInterval(counts: PairedCounts): PairedDifference {
  return { estimate: recallDifference(counts), low: recallDifferenceLowerBound(counts, ONE_SIDED), high: recallDifferenceUpperBound(counts, ONE_SIDED) };
}

/**
 * One-sided lower bound of (challenger recall - champion recall), a fraction in [-1, 1]. The challenger is not inferior
 * by margin m when the bound is above -m. Errors: HONE_INVALID_INPUT.
 * Source: the score interval of Tango (1998), Statistics in Medicine 17, 891–908, which is asymptotic but keeps its
 * level at small counts, recommended by Fagerland, Lydersen & Laake (2014), Statistics in Medicine 33, 2850–2875.
 */
export function recallDifferenceLowerBound(counts: PairedCounts, confidence: number): number {
  const n = checkedTotal(counts);
  checkOpenShare('confidence', confidence);
  const { onlyChallenger, onlyChampion } = counts;
  const z = normalQuantile(confidence);
  let [low, high] = [-1, 1];
  // Doubles are exhausted after about 60 halvings.
  for (let i = 0; i < 64; i++) {
    const middle = (low + high) / 2;
    if (scoreStatistic(onlyChallenger, onlyChampion, n, middle) > z) low = middle;
    else high = middle;
  }
  return low;
}

/** One-sided upper bound of (challenger recall - champion recall); see `recallDifferenceLowerBound`. */
export function recallDifferenceUpperBound(counts: PairedCounts, confidence: number): number {
  const { onlyChampion, onlyChallenger } = counts;
  const swapped = { ...counts, onlyChampion: onlyChallenger, onlyChallenger: onlyChampion };
  return -recallDifferenceLowerBound(swapped, confidence);
}

/** Observed challenger recall minus champion recall. Errors: HONE_INVALID_INPUT without rows. */
export function recallDifference(counts: PairedCounts): number {
  return (counts.onlyChallenger - counts.onlyChampion) / checkedTotal(counts);
}

/** Tango's statistic at a supposed difference; falls as the difference grows. `b` gained, `c` lost, of n. */
function scoreStatistic(b: number, c: number, n: number, difference: number): number {
  const lossRate = restrictedLossRate(b, c, n, difference);
  const variance = n * (2 * lossRate + difference * (1 - difference));
  const distance = b - c - n * difference;
  return variance > 0 ? distance / Math.sqrt(variance) : Math.sign(distance) * Infinity;
}

/** Maximum-likelihood probability of a loss when gain minus loss equals the supposed difference. */
function restrictedLossRate(b: number, c: number, n: number, difference: number): number {
  const linear = (2 * n - b + c) * difference - b - c;
  const constant = -c * difference * (1 - difference);
  const root = Math.sqrt(Math.max(0, linear * linear - 8 * n * constant));
  return (root - linear) / (4 * n);
}

function checkedTotal({ both, onlyChampion, onlyChallenger, neither }: PairedCounts): number {
  const n = both + onlyChampion + onlyChallenger + neither;
  for (const count of [both, onlyChampion, onlyChallenger, neither]) checkCounts(count, n);
  if (n === 0) throw invalidInput('counts', n, 'Give at least one attack that both models scored.');
  return n;
}
