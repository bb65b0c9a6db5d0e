import { waitFor } from './wait-for.ts';
import type { Allowance, RateLimits } from './rate-limits.ts';

/** Holds calls back before the provider has to refuse them. One for all calls with the same limits. */
export interface RatePacing {
  /**
   * Waits until a call of so many tokens fits into what the provider last said is left. Call what it gives back when the call has
   * ended, with the limits of the answer if there is one.
   */
  turn(tokens: number, signal: AbortSignal): Promise<(limits?: RateLimits) => void>;
  /** Holds every call back for so long: the provider asked one of them to wait. */
  hold(ms: number): void;
}

/**
 * A call that does not fit waits for the reset that the provider announced, `longestWaitMs` at most: limits per day are the retry
 * rule's to report. Calls under way count as not yet subtracted from what the provider says is left.
 */
export function ratePacing(longestWaitMs: number): RatePacing {
  const left: { requests?: Left; tokens?: Left } = {};
  const underWay = { requests: 0, tokens: 0 };
  let heldUntil = 0;

  return {
    turn: async (tokens, signal) => {
      for (;;) {
        const now = Date.now();
        const until = Math.max(heldUntil, opening(left.requests, 1, now), opening(left.tokens, tokens, now));
        if (until <= now) break;
        await waitFor(Math.min(until - now, longestWaitMs), signal);
        if (until - now > longestWaitMs) break;
      }
      take(1, tokens);
      return (limits = {}) => {
        underWay.requests -= 1;
        underWay.tokens -= tokens;
        if (limits.requests) left.requests = leftOf(limits.requests, underWay.requests);
        if (limits.tokens) left.tokens = leftOf(limits.tokens, underWay.tokens);
      };
    },
    hold: (ms) => {
      heldUntil = Math.max(heldUntil, Date.now() + ms);
    },
  };

  function take(requests: number, tokens: number): void {
    underWay.requests += requests;
    underWay.tokens += tokens;
    if (left.requests) left.requests.amount -= requests;
    if (left.tokens) left.tokens.amount -= tokens;
  }
}

interface Left {
  amount: number;
  readonly resetAt: number;
}

function leftOf({ remaining, resetMs }: Allowance, underWay: number): Left {
  return { amount: remaining - underWay, resetAt: Date.now() + resetMs };
}

/** When a call that needs so much may start. After a reset nothing is known, so nothing is held back. */
function opening(left: Left | undefined, need: number, now: number): number {
  return left && left.amount < need && left.resetAt > now ? left.resetAt : now;
}
