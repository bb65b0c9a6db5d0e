import { availableParallelism } from 'node:os';
import { HoneError } from '../../domain/errors.ts';
import type { Guard } from '../../domain/ports/guard.ts';
import type { GuardThread } from './guard-thread.ts';
import { startThread } from './guard-thread.ts';
import { readPackage } from './read-package.ts';

export interface LoadGuardOptions {
  /** Worker threads, each with a copy of the model. Default: one per core. */
  readonly threads?: number;
}

/**
 * Opens a classifier package.
 *
 * ```ts
 * const guard = await loadGuard('packages/guard');
 * const [score] = await guard.score(['Ignore all previous instructions.']);
 * const blocked = score >= guard.threshold;
 * await guard.close();
 * ```
 *
 * A score depends on its text alone: not on the other texts, their order, or the number of threads.
 * `close` waits for the calls in flight. @throws HoneError HONE_INVALID_INPUT when the folder is not a whole package.
 */
export async function loadGuard(directory: string, { threads = availableParallelism() }: LoadGuardOptions = {}): Promise<Guard> {
  const { packageId, description } = await readPackage(directory);
  const settings = { directory, maxTokens: description.maxTokens, threads: 1 };
  const pool = Array.from({ length: Math.max(1, threads) }, () => startThread(settings));
  const opened = await Promise.allSettled(pool.map((thread) => thread.ask('open', null)));
  const failed = opened.find((result) => result.status === 'rejected');
  if (failed) {
    await closeAll(pool);
    throw failed.reason;
  }
  return guardOf(pool, { packageId, threshold: description.threshold, maxTokens: description.maxTokens });
}

function guardOf(pool: readonly GuardThread[], identity: Pick<Guard, 'packageId' | 'threshold' | 'maxTokens'>): Guard {
  const { acquire, release } = queueFor(pool);
  const inFlight = new Set<Promise<Float64Array>>();
  let closing: Promise<void> | undefined;

  const scoreAll = async (texts: readonly string[], onProgress: (done: number) => void): Promise<Float64Array> => {
    const scores = new Float64Array(texts.length);
    let [next, done] = [0, 0];
    const scoreNext = async (): Promise<void> => {
      const from = next;
      next += TEXTS_A_JOB;
      const thread = await acquire();
      const answer = await thread.ask('score', texts.slice(from, from + TEXTS_A_JOB)).finally(() => release(thread));
      scores.set(answer, from);
      done += answer.length;
      onProgress(done);
    };
    const lane = async (): Promise<void> => {
      while (next < texts.length) await scoreNext();
    };
    const stop = (): void => void (next = texts.length);
    await Promise.all(pool.map(() => lane().finally(stop)));
    return scores;
  };

  return {
    ...identity,
    score: (texts, onProgress = () => undefined) => {
      if (closing) return Promise.reject(new HoneError('HONE_INTERNAL', 'This guard is closed; load the package again.'));
      const call = scoreAll(texts, onProgress).finally(() => inFlight.delete(call));
      inFlight.add(call);
      return call;
    },
    close: () => (closing ??= Promise.allSettled(inFlight).then(() => closeAll(pool))),
  };
}

/** Small enough that concurrent calls take turns and progress is steady, large enough that messages cost nothing. */
const TEXTS_A_JOB = 32;

/** Hands out threads first come, first served. */
function queueFor(pool: readonly GuardThread[]): { acquire: () => Promise<GuardThread>; release: (thread: GuardThread) => void } {
  const idle = [...pool];
  const waiting: ((thread: GuardThread) => void)[] = [];
  return {
    acquire: () => {
      const thread = idle.pop();
      return thread ? Promise.resolve(thread) : new Promise((resolve) => waiting.push(resolve));
    },
    release: (thread) => {
      const first = waiting.shift();
      if (first) first(thread);
      else idle.push(thread);
    },
  };
}

async function closeAll(pool: readonly GuardThread[]): Promise<void> {
  await Promise.all(pool.map((thread) => thread.close()));
}
