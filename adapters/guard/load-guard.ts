import { availableParallelism } from 'node:os';
import type { Guard } from '../../domain/ports/guard.ts';
import { openThreads } from './guard-threads.ts';
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
  const { threshold, maxTokens, normaliser } = description;
  const pool = await openThreads('classifier', { directory, maxTokens, normaliser }, threads);
  return {
    packageId,
    threshold,
    maxTokens,
    score: async (texts, onProgress) => {
      const scores = new Float64Array(texts.length);
      await pool.each('score', texts, (from, answer) => scores.set(answer, from), onProgress);
      return scores;
    },
    close: () => pool.close(),
  };
}
