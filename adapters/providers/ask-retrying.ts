import { setTimeout as sleep } from 'node:timers/promises';
import { HoneError } from '../../domain/errors.ts';
import { errnoOf } from '../file-fault.ts';
import { firstLine } from '../first-line.ts';

export interface RetryOptions {
  /** Who is asked, for messages. */
  readonly name: string;
  readonly signal: AbortSignal;
  /** Wait before the first retry; doubles with each. The server's own Retry-After wins. */
  readonly firstWaitMs?: number;
  readonly tries?: number;
  readonly timeoutMs?: number;
}

/**
 * Posts JSON and answers the response once it is one that trying again would not change. Retried: no answer, 408, 429 and 5xx.
 * @throws HoneError HONE_PROVIDER_UNAVAILABLE after the last try; the signal's own reason when it is aborted.
 */
export async function askRetrying(url: string, { headers, body }: { readonly headers: Readonly<Record<string, string>>; readonly body: unknown }, options: RetryOptions): Promise<Response> {
  const { name, signal, firstWaitMs = 1_000, tries = 5, timeoutMs = 60_000 } = options;
  const request = { method: 'POST', headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(body) };
  for (let tried = 1; ; tried++) {
    const answer = await answerOf(url, { ...request, signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]) });
    signal.throwIfAborted();
    if (answer instanceof Response && !mayPass(answer.status)) return answer;
    if (tried >= tries) throw new HoneError('HONE_PROVIDER_UNAVAILABLE', `${name} at ${new URL(url).origin} ${answer instanceof Response ? `answered HTTP ${answer.status}` : `does not answer: ${answer}`} (${tries} tries).`);
    await sleep(answer instanceof Response ? (askedWaitMs(answer) ?? firstWaitMs * 2 ** (tried - 1)) : firstWaitMs * 2 ** (tried - 1), undefined, { signal });
  }
}

/** The response with its body read, so that a connection that breaks in the middle is retried too; else why there is none. */
async function answerOf(url: string, request: RequestInit): Promise<Response | string> {
  try {
    const response = await fetch(url, request);
    return new Response(await response.text(), { status: response.status, headers: response.headers });
  } catch (error) {
    return reasonOf(error);
  }
}

/** fetch says "fetch failed" and hides why. Where several addresses were tried, only the code says anything. */
function reasonOf(error: unknown): string {
  const cause = typeof error === 'object' && error !== null && 'cause' in error ? error.cause : error;
  return firstLine(cause) || (errnoOf(cause) ?? firstLine(error));
}

function mayPass(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

const LONGEST_WAIT_MS = 60_000;

/** Retry-After in seconds or as a date. */
function askedWaitMs(response: Response): number | undefined {
  const asked = response.headers.get('Retry-After');
  if (asked === null) return undefined;
  const ms = /^\d+$/.test(asked) ? Number(asked) * 1_000 : Date.parse(asked) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), LONGEST_WAIT_MS);
}
