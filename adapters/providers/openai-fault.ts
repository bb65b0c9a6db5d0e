import { APIError } from 'openai';
import { connectionCode } from '../connection-code.ts';
import { rateLimits } from './rate-limits.ts';
import type { RateLimits } from './rate-limits.ts';
import type { ProviderFault } from './retry-provider.ts';

/** What a failed request to an API of OpenAI's kind means. Never quotes the provider: its messages may repeat a prompt. */
export function openAiFault(error: unknown): ProviderFault {
  const status = statusOf(error);
  if (status === undefined) return { remedy: 'retry', mayBeBilled: !NEVER_SENT.has(connectionCode(error)), reason: `the connection failed (${connectionCode(error)})` };
  const reason = [status, ...codesOf(error)].join(' ');
  if (status === 429 && !isOutOfQuota(error)) return { remedy: 'wait', mayBeBilled: false, reason, ...waitOf(limitsOf(error)) };
  if (PASSING.has(status) || status >= 500) return { remedy: 'retry', mayBeBilled: status !== 503, reason };
  return { remedy: 'mend', mayBeBilled: false, reason: `${reason}. ${remedyOf(status)}` };
}

/** The limits told with a failure. */
export function limitsOf(error: unknown): RateLimits {
  const headers = error instanceof APIError ? (error.headers as Headers | undefined) : undefined;
  return headers ? rateLimits(headers) : {};
}

/** HTTP status; undefined where there was no answer, or only a part of one. */
export function statusOf(error: unknown): number | undefined {
  return error instanceof APIError ? (error.status as number | undefined) : undefined;
}

/** Request time-out, conflict with another request, too early: as the SDK judges them. */
const PASSING: ReadonlySet<number> = new Set([408, 409, 425]);

/** Connections that were never made; nothing can be on the bill. */
const NEVER_SENT: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT']);

/** 429 that no waiting helps. */
const OUT_OF_QUOTA: ReadonlySet<string> = new Set(['insufficient_quota', 'billing_hard_limit_reached', 'billing_not_active']);

function isOutOfQuota(error: unknown): boolean {
  return codesOf(error).some((code) => OUT_OF_QUOTA.has(code));
}

/** `code`, `type` and `param` where they look like names; without doubles. */
function codesOf(error: unknown): string[] {
  const named = error instanceof APIError ? [error.code, error.type, error.param] : [];
  return [...new Set(named.filter((name): name is string => typeof name === 'string' && /^[\w.[\]-]{1,80}$/.test(name)))];
}

function waitOf({ retryAfterMs, requests, tokens }: RateLimits): { readonly waitMs?: number } {
  if (retryAfterMs !== undefined && retryAfterMs > 0) return { waitMs: retryAfterMs };
  const used = [requests, tokens].filter((allowance) => allowance?.remaining === 0).map((allowance) => allowance!.resetMs);
  return used.length > 0 ? { waitMs: Math.max(...used) } : {};
}

function remedyOf(status: number): string {
  switch (status) {
    case 401:
    case 403: return 'Check HONE_LLM_API_KEY and what the account may use, then retry the stage.';
    case 402:
    case 429: return 'Check quota and billing of the account, then retry the stage.';
    case 404: return 'Check plan.llm.model (for Azure the name of the deployment) and HONE_LLM_BASE_URL, then retry the stage.';
    default: return 'The model does not take the request; choose another in plan.llm.model, or see the capability table in docs/augmentation.md.';
  }
}
