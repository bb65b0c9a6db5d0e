import { setTimeout as sleep } from 'node:timers/promises';
import { isAway } from './away.ts';

const RETRY_MS = 1_000;

export interface PatienceOptions {
  /** Ends the waiting. */
  readonly stopped?: AbortSignal | undefined;
  readonly retryMs?: number;
}

/**
 * Asks until there is an answer: while Temporal does not answer it waits, and says so once, and when it is back. Errors that waiting
 * cannot mend are thrown, as is the reason of `stopped`.
 */
export function patience(note: (text: string) => void, { stopped, retryMs = RETRY_MS }: PatienceOptions = {}): <T>(question: () => Promise<T>) => Promise<T> {
  let away = false;
  return async (question) => {
    for (;;) {
      stopped?.throwIfAborted();
      try {
        const answer = await question();
        if (away) note('Temporal answers again');
        away = false;
        return answer;
      } catch (error) {
        if (!isAway(error)) throw error;
        if (!away) note('Temporal does not answer; waiting');
        away = true;
        await sleep(retryMs, undefined, { ...(stopped && { signal: stopped }) }).catch(() => undefined);
      }
    }
  };
}
