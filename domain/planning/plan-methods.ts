import { largestRemainder } from '../allocation.ts';
import type { MethodQuota } from './plan-input.ts';
import type { MethodPlan } from './plan.ts';

/** The written rule: printed wherever a share moves. */
export const METHOD_RULE = "an unavailable method's share goes to the available ones in proportion to theirs, as does what a method cannot make";

/**
 * Divides variations over the methods by their shares (largest remainder) and `METHOD_RULE`; a method makes at most
 * `maxPerSource` times the covered texts. The planned parts sum to `variations`, or to less where the methods cannot make them all.
 */
export function planMethods(quotas: readonly MethodQuota[], variations: number, covered: number): MethodPlan[] {
  const shares = quotas.map((quota) => quota.share);
  const asked = divide(shares, variations);
  const planned = divide(
    quotas.map((quota) => (quota.available ? quota.share : 0)),
    variations,
    quotas.map((quota) => (quota.maxPerSource === undefined ? Infinity : quota.maxPerSource * covered)),
  );
  return quotas.map((quota, index) => ({
    method: quota.method,
    share: quota.share,
    available: quota.available,
    ...(quota.reason === undefined ? {} : { reason: quota.reason }),
    asked: asked[index] ?? 0,
    planned: planned[index] ?? 0,
  }));
}

function divide(shares: readonly number[], total: number, caps?: readonly number[]): number[] {
  return shares.some((share) => share > 0) ? largestRemainder(shares, total, caps) : shares.map(() => 0);
}
