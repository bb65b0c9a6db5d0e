import { HoneError } from '../domain/errors.ts';

/** How often each caller may call in a minute. */
export interface RequestLimit {
  /** Whether the caller has no request left. Counts nothing. */
  isSpent(caller: string): boolean;
  /** Counts a request and says in the answer's headers what is left. @throws HoneError HONE_RATE_LIMITED when it is one too many. */
  count(caller: string, answer: Headed): void;
}

/** An answer that takes headers: Fastify's reply. */
export interface Headed {
  header(name: string, value: string | number): unknown;
  headers(values: Record<string, string | number>): unknown;
}

const WINDOW_MS = 60_000;

/** Counts in windows of a minute, which all callers share: their counts go with it, so that nothing piles up. `now` is in milliseconds. */
export function requestLimit(requestsPerMinute: number, now: () => number = Date.now): RequestLimit {
  const counts = new Map<string, number>();
  let endsAt = 0;
  const countOf = (caller: string): number => {
    if (now() >= endsAt) {
      counts.clear();
      endsAt = now() + WINDOW_MS;
    }
    return counts.get(caller) ?? 0;
  };
  return {
    isSpent: (caller) => countOf(caller) >= requestsPerMinute,
    count(caller, answer) {
      const count = countOf(caller) + 1;
      counts.set(caller, count);
      const seconds = Math.ceil((endsAt - now()) / 1000);
      answer.headers(limitHeaders(requestsPerMinute, Math.max(0, requestsPerMinute - count), seconds));
      if (count <= requestsPerMinute) return;
      answer.header('retry-after', seconds);
      throw new HoneError('HONE_RATE_LIMITED', `More than ${requestsPerMinute} requests in a minute; try again in ${seconds} s.`);
    },
  };
}

/** Of draft-ietf-httpapi-ratelimit-headers, in the names of today's text and in those that clients know from draft 3 to 6. */
function limitHeaders(limit: number, left: number, seconds: number): Record<string, string | number> {
  return {
    'ratelimit-policy': `"requests";q=${limit};w=${WINDOW_MS / 1000}`,
    ratelimit: `"requests";r=${left};t=${seconds}`,
    'ratelimit-limit': limit,
    'ratelimit-remaining': left,
    'ratelimit-reset': seconds,
  };
}
