import { wilsonInterval } from './binomial-bounds.ts';
import type { Interval } from './binomial-bounds.ts';

/** A rate as it is shown: never without its n and its two-sided 95 % Wilson interval. */
export interface MeasuredRate {
  readonly count: number;
  readonly n: number;
  readonly rate: number;
  readonly interval: Interval;
}

/** `count` of `n`; null of no rows, where nothing was measured. Errors: HONE_INVALID_INPUT for impossible counts. */
export function measuredRate(count: number, n: number): MeasuredRate | null {
  return n === 0 ? null : { count, n, rate: count / n, interval: wilsonInterval(count, n) };
}
