import { wilsonInterval } from './binomial-bounds.ts';

/** A share that was counted, with its 95 % Wilson interval. `rate` is 0 where nothing was there to count. */
export interface MeasuredShare {
  readonly count: number;
  readonly n: number;
  readonly rate: number;
  readonly low: number;
  readonly high: number;
}

export function measuredShare(count: number, n: number): MeasuredShare {
  return { count, n, rate: n === 0 ? 0 : count / n, ...wilsonInterval(count, n) };
}
