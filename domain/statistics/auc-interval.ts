import { checkShare } from './check.ts';
import { normalQuantile } from './normal.ts';
import type { Interval } from './binomial-bounds.ts';

/**
 * Standard error of an area under the ROC curve over so many rows of each class.
 * Errors: HONE_INVALID_INPUT. Source: Hanley & McNeil (1982), Radiology 143, 29–36, with Q1 and Q2 of the negative exponential.
 */
export function aucStandardError(auc: number, positives: number, negatives: number): number {
  checkShare('auc', auc);
  const q1 = auc / (2 - auc);
  const q2 = (2 * auc * auc) / (1 + auc);
  const variance = (auc * (1 - auc) + (positives - 1) * (q1 - auc * auc) + (negatives - 1) * (q2 - auc * auc)) / (positives * negatives);
  return Math.sqrt(Math.max(0, variance));
}

/**
 * Two-sided interval of an area under the ROC curve: the areas whose own standard error leaves the measured one possible. Like
 * Wilson's for a rate it stays within [0, 1] and does not shrink to a point where the measured area is 0 or 1.
 * Errors: HONE_INVALID_INPUT. Source: Newcombe (2006), Statistics in Medicine 25, 559–573, method 3, on Hanley & McNeil's standard error.
 */
export function aucInterval(auc: number, positives: number, negatives: number, confidence = 0.95): Interval {
  const z = normalQuantile(1 - (1 - confidence) / 2);
  const possible = (area: number): boolean => Math.abs(area - auc) <= z * aucStandardError(area, positives, negatives);
  return { low: lastPossible(auc, 0, possible), high: lastPossible(auc, 1, possible) };
}

/** How far from `inside` towards `end` values stay possible, to 1e-9, by halves. */
function lastPossible(inside: number, end: number, possible: (value: number) => boolean): number {
  // An end has no standard error of its own, so that only what was measured there is possible.
  if (inside === end) return end;
  let [within, beyond] = [inside, end];
  while (Math.abs(beyond - within) > 1e-9) {
    const middle = (within + beyond) / 2;
    if (possible(middle)) within = middle;
    else beyond = middle;
  }
  return within;
}
