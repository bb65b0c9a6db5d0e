import { binomialCdf } from './binomial.ts';
import { checkCounts } from './check.ts';

/**
 * Exact two-sided McNemar p-value from the discordant pairs: b rows only the first model gets right, c only the second.
 * 1 when there are none. Errors: HONE_INVALID_INPUT.
 * Source: McNemar (1947), Psychometrika 12, 153–157; the exact form is the sign test, twice the smaller tail.
 */
export function mcnemarExact(b: number, c: number): number {
  checkCounts(b, b + c);
  checkCounts(c, b + c);
  return Math.min(1, 2 * binomialCdf(Math.min(b, c), b + c, 0.5));
}
