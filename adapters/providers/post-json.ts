import { connectionCode } from '../connection-code.ts';
import { rateLimits } from './rate-limits.ts';
import { RETRY_RULE, retryProvider } from './retry-provider.ts';
import type { ProviderFault, RetryRule } from './retry-provider.ts';
import { timed } from '../timed.ts';

export interface PostOptions {
  /** Who is asked, for messages. */
  readonly name: string;
  readonly signal: AbortSignal;
  readonly rule?: RetryRule;
  readonly timeoutMs?: number;
}

/**
 * Posts JSON and answers the response, with its body read, once it is one that trying again would not change.
 * @throws HoneError HONE_PROVIDER_UNAVAILABLE after the last attempt; the signal's own reason when it is aborted
 */
export async function postJson(url: string, { headers, body }: { readonly headers: Readonly<Record<string, string>>; readonly body: unknown }, { name, signal, rule = RETRY_RULE, timeoutMs = 60_000 }: PostOptions): Promise<Response> {
  const request = { method: 'POST', headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(body) };
  const ask = async (): Promise<Response> => {
    const response = await timed(timeoutMs, signal, async (limited) => {
      const answer = await fetch(url, { ...request, signal: limited });
      return new Response(await answer.text(), { status: answer.status, headers: answer.headers });
    });
    if (mayPass(response.status)) throw new NoAnswer(response);
    return response;
  };
  return (await retryProvider(ask, { who: `${name} at ${new URL(url).origin}`, rule, faultOf, signal })).value;
}

/** A response that a later attempt may not get. */
class NoAnswer extends Error {
  readonly response: Response;

  constructor(response: Response) {
    super(`HTTP ${response.status}`);
    this.response = response;
  }
}

function mayPass(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

function faultOf(error: unknown): ProviderFault {
  if (!(error instanceof NoAnswer)) return { remedy: 'retry', mayBeBilled: true, reason: `the connection failed (${connectionCode(error)})` };
  const { retryAfterMs } = rateLimits(error.response.headers);
  return { remedy: error.response.status === 429 ? 'wait' : 'retry', mayBeBilled: false, reason: error.message, ...(retryAfterMs !== undefined && { waitMs: retryAfterMs }) };
}
