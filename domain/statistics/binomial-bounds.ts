import { betaQuantile } from './beta.ts';
import { checkCounts, checkOpenShare } from './check.ts';
import { normalQuantile } from './normal.ts';

/** An interval of rates, both ends in [0, 1]. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * One-sided exact upper bound of a rate after k events in n rows: the true rate is above it with probability at most
 * 1 - confidence. 1 when n is 0. Errors: HONE_INVALID_INPUT.
 * Source: Clopper & Pearson (1934), Biometrika 26, 404–413.
 */
export function upperBound(k: number, n: number, confidence: number): number {
  checkCounts(k, n);
  checkOpenShare('confidence', confidence);
  return k === n ? 1 : betaQuantile(confidence, k + 1, n - k);
}

/** One-sided exact lower bound of a rate after k events in n rows; 0 when n is 0. See `upperBound`. */
export function lowerBound(k: number, n: number, confidence: number): number {
  checkCounts(k, n);
  checkOpenShare('confidence', confidence);
  return k === 0 ? 0 : betaQuantile(1 - confidence, k, n - k + 1);
}

/**
 * Two-sided Wilson score interval, for display beside a rate; [0, 1] when n is 0. Errors: HONE_INVALID_INPUT.
 * Source: Wilson (1927), JASA 22, 209–212; figures in Newcombe (1998), Statistics in Medicine 17, 857–872, method 3.
 */
export function wilsonInterval(k: number, n: number, confidence = 0.95): Interval {
  checkCounts(k, n);
  checkOpenShare('confidence', confidence);
  if (n === 0) return { low: 0, high: 1 };
  const z = normalQuantile(1 - (1 - confidence) / 2);
  const centre = (k + (z * z) / 2) / (n + z * z);
  const halfWidth = ((z * Math.sqrt(n)) / (n + z * z)) * Math.sqrt((k / n) * (1 - k / n) + (z * z) / (4 * n));
  // Rounding would leave 1e-19 instead of 0, and a hair below 1, where the ends are exact.
  return { low: k === 0 ? 0 : centre - halfWidth, high: k === n ? 1 : centre + halfWidth };
}

/**
 * The most events that n rows may show with the upper bound still under `limit`; -1 when not even 0 would do.
 * Errors: HONE_INVALID_INPUT.
 */
export function maximumAllowed(n: number, limit: number, confidence: number): number {
  checkOpenShare('limit', limit);
  let allowed = -1;
  let refused = Math.ceil(n * limit);
  while (refused - allowed > 1) {
    const k = Math.floor((allowed + refused) / 2);
    if (upperBound(k, n, confidence) < limit) allowed = k;
    else refused = k;
  }
  return allowed;
}
