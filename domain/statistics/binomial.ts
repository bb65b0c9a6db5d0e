import { betaCdf } from './beta.ts';
import { maximumAllowed } from './binomial-bounds.ts';
import { checkCounts, checkOpenShare, checkShare } from './check.ts';

/**
 * P(X <= k) for X ~ Binomial(n, p), exact through the beta distribution; k may be -1 (probability 0).
 * Errors: HONE_INVALID_INPUT. Source: NIST DLMF 8.17.5.
 */
export function binomialCdf(k: number, n: number, p: number): number {
  checkShare('p', p);
  if (k === -1) return 0;
  checkCounts(k, n);
  return k === n ? 1 : betaCdf(1 - p, n - k, k + 1);
}

/**
 * Probability that n rows pass the gate "rate at most `limit`" (upper bound under it) when the true rate is `trueRate`.
 * Errors: HONE_INVALID_INPUT.
 */
export function passProbability(n: number, trueRate: number, limit: number, confidence: number): number {
  return binomialCdf(maximumAllowed(n, limit, confidence), n, trueRate);
}

/** The same for "rate at least `limit`" (recall): its complement is a rate that must stay under 1 - limit. */
export function passProbabilityAtLeast(n: number, trueRate: number, limit: number, confidence: number): number {
  return passProbability(n, 1 - trueRate, 1 - limit, confidence);
}

/**
 * Rows with which the gate "rate at most `limit`" passes with probability `power`, if the true rate is `rate`: this
 * many or any greater number. Power saws up and down with n, so the first n that reaches it would be a lucky one.
 * Undefined when the rate is at or over the limit (no number would do) and when more than `maximum` are needed.
 * Errors: HONE_INVALID_INPUT. Source: Chernick & Liu (2002), The American Statistician 56, 149–155.
 */
export function rowsNeeded(
  rate: number,
  limit: number,
  confidence: number,
  power = 0.8,
  maximum = 10_000_000,
): number | undefined {
  checkShare('rate', rate);
  checkOpenShare('limit', limit);
  checkOpenShare('confidence', confidence);
  checkOpenShare('power', power);
  if (rate >= limit) return undefined;
  const rows = (k: number): number => fewestRows(k, limit, confidence);
  // Within a tooth, k is fixed and power falls with n: its lowest power is one row before k + 1 are allowed.
  const holds = (k: number): boolean => binomialCdf(k, rows(k + 1) - 1, rate) >= power;
  const settled = (k: number): boolean => rows(k) > maximum || holds(k);
  let k = firstTrue(0, firstDoubling(1, settled), settled);
  for (let next = k + 1; next <= k + TEETH_CHECKED; next++) if (!settled(next)) k = next + 1;
  const needed = rows(k);
  return needed <= maximum ? needed : undefined;
}

/** The same for "rate at least `limit`" (recall). */
export function rowsNeededAtLeast(
  rate: number,
  limit: number,
  confidence: number,
  power = 0.8,
  maximum = 10_000_000,
): number | undefined {
  return rowsNeeded(1 - rate, 1 - limit, confidence, power, maximum);
}

/** Whole rows make neighbouring teeth unequal, so a search by halves may stop a few teeth early. */
const TEETH_CHECKED = 16;

/** The fewest rows in which k events leave the upper bound under the limit: P(X <= k) at the limit is under alpha. */
function fewestRows(k: number, limit: number, confidence: number): number {
  const enough = (n: number): boolean => binomialCdf(k, n, limit) < 1 - confidence;
  return firstTrue(k + 1, firstDoubling(Math.ceil((k + 1) / limit), enough), enough);
}

/** A value from `start` on for which `test` holds, by doubling: from below, as large counts are dear. */
function firstDoubling(start: number, test: (value: number) => boolean): number {
  let value = start;
  while (!test(value)) value *= 2;
  return value;
}

/** The first whole number in [low, high) from which on `test` holds; high when it holds for none. */
function firstTrue(low: number, high: number, test: (value: number) => boolean): number {
  let [from, to] = [low, high];
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    if (test(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
}
