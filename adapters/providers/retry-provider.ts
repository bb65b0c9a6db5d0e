import { HoneError } from '../../domain/errors.ts';
import { ProviderFailure } from '../../domain/provider-failure.ts';
import { waitFor } from './wait-for.ts';

/** Why an attempt failed, and what helps. */
export interface ProviderFault {
  /** `wait`: the rate is limited. `retry`: it may pass. `mend`: a person must change something. */
  readonly remedy: 'wait' | 'retry' | 'mend';
  /** How long the provider asks to wait. */
  readonly waitMs?: number;
  /** The provider may have done the work all the same, and put it on the bill. */
  readonly mayBeBilled: boolean;
  /** For people. Holds codes only: what a provider says in prose may repeat the prompt. */
  readonly reason: string;
}

/** How often and how long a call is tried again. Without jitter: pacing keeps the calls of a process apart already. */
export interface RetryRule {
  /** Attempts in all where the service fails: 5xx, time-outs, broken connections. */
  readonly attempts: number;
  /** Attempts in all where the rate is limited. */
  readonly limitedAttempts: number;
  /** Doubles with each attempt. */
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
  /** When the provider asks to wait longer than this, the call fails; the activity tries again later. */
  readonly patienceMs: number;
}

export const RETRY_RULE: RetryRule = { attempts: 4, limitedAttempts: 10, firstWaitMs: 1000, longestWaitMs: 60_000, patienceMs: 300_000 };

export interface RetryOptions {
  /** What is asked, for error messages: `The language model gpt-4.1 at api.openai.com`. */
  readonly who: string;
  readonly rule: RetryRule;
  readonly faultOf: (error: unknown) => ProviderFault;
  readonly signal: AbortSignal;
  /** Told before each wait for the rate. */
  readonly onLimited?: (waitMs: number) => void;
}

/**
 * Asks until there is an answer. `lost` counts the failed attempts that may be on the bill, in answers and failures alike. HoneErrors and the reason of an abort
 * pass unchanged.
 * @throws HoneError HONE_PROVIDER_UNAVAILABLE when all attempts failed; HONE_PROVIDER_REFUSED at once where only a person can help
 */
export async function retryProvider<T>(ask: (attempt: number) => Promise<T>, { who, rule, faultOf, signal, onLimited }: RetryOptions): Promise<{ readonly value: T; readonly lost: number }> {
  const failed = { wait: 0, retry: 0 };
  let lost = 0;
  for (;;) {
    signal.throwIfAborted();
    try {
      return { value: await ask(failed.wait + failed.retry), lost };
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof HoneError) throw error;
      const fault = faultOf(error);
      if (fault.remedy === 'mend') throw new ProviderFailure('HONE_PROVIDER_REFUSED', `${who} refuses: ${fault.reason}`, lost);
      if (fault.mayBeBilled) lost += 1;
      const attempts = ++failed[fault.remedy];
      const waitMs = fault.waitMs ?? Math.min(rule.firstWaitMs * 2 ** (attempts - 1), rule.longestWaitMs);
      if (attempts >= (fault.remedy === 'wait' ? rule.limitedAttempts : rule.attempts)) throw unavailable(who, `${fault.reason}, ${attempts} times`, lost);
      if (waitMs > rule.patienceMs) throw unavailable(who, `${fault.reason}, and asks to wait ${Math.ceil(waitMs / 1000)} s`, lost);
      if (fault.remedy === 'wait') onLimited?.(waitMs);
      await waitFor(waitMs, signal);
    }
  }
}

function unavailable(who: string, reason: string, lost: number): HoneError {
  return new ProviderFailure('HONE_PROVIDER_UNAVAILABLE', `${who} does not answer: ${reason}.`, lost);
}
