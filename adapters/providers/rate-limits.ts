/** What a provider says about its limits in the headers of an answer. Times are milliseconds from now. */
export interface RateLimits {
  /** How long it asks to wait. */
  readonly retryAfterMs?: number;
  readonly requests?: Allowance;
  readonly tokens?: Allowance;
}

export interface Allowance {
  readonly remaining: number;
  readonly resetMs: number;
}

/** Reads `retry-after-ms`, `retry-after` (seconds or a date) and OpenAI's `x-ratelimit-*`; what makes no sense is not there. */
export function rateLimits(headers: Headers, now = Date.now()): RateLimits {
  const retryAfterMs = milliseconds(headers.get('retry-after-ms')) ?? retryAfter(headers.get('retry-after'), now);
  const requests = allowance(headers, 'requests');
  const tokens = allowance(headers, 'tokens');
  return { ...(retryAfterMs !== undefined && { retryAfterMs }), ...(requests && { requests }), ...(tokens && { tokens }) };
}

function milliseconds(value: string | null): number | undefined {
  return value !== null && /^\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : undefined;
}

function retryAfter(value: string | null, now: number): number | undefined {
  const seconds = milliseconds(value);
  if (seconds !== undefined) return seconds * 1000;
  const date = Date.parse(value ?? '');
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function allowance(headers: Headers, of: 'requests' | 'tokens'): Allowance | undefined {
  const remaining = milliseconds(headers.get(`x-ratelimit-remaining-${of}`));
  const resetMs = durationMs(headers.get(`x-ratelimit-reset-${of}`));
  return remaining === undefined || resetMs === undefined ? undefined : { remaining, resetMs };
}

const UNIT_MS: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 };
const DAY_SECONDS = 86_400;

/** `6m0s`, `1.5s` or `20ms`, as OpenAI writes; a bare number is seconds, unless it is so large that it must be a point in time. */
function durationMs(value: string | null): number | undefined {
  const text = value?.trim() ?? '';
  const seconds = milliseconds(text);
  if (seconds !== undefined) return seconds <= DAY_SECONDS ? seconds * 1000 : undefined;
  if (!/^(\d+(\.\d+)?(ms|[dhms]))+$/.test(text)) return undefined;
  return [...text.matchAll(/(\d+(?:\.\d+)?)(ms|[dhms])/g)].reduce((sum, [, amount, unit]) => sum + Number(amount) * UNIT_MS[unit!]!, 0);
}
