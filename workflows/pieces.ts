import { CancellationScope, isCancellation } from '@temporalio/workflow';
import type { StageResolution } from '../domain/run-view.ts';

/** Parks a piece and waits for the answer; throws what is no matter for an operator. */
type Ask = (piece: string, error: unknown) => Promise<StageResolution>;

/**
 * The pieces of one attempt at a stage. One that fails for good parks by itself and the others go on; retried as it is, it alone is done
 * again. Any other answer is about the whole stage: it ends the others and is left in `answered`.
 */
export class Pieces {
  readonly #scope = new CancellationScope();
  readonly #ask: Ask;
  #answered: StageResolution | undefined;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  get answered(): StageResolution | undefined {
    return this.#answered;
  }

  /** Does what its pieces belong to. */
  within<T>(body: () => Promise<T>): Promise<T> {
    return this.#scope.run(body);
  }

  readonly each = async <R>(piece: string, work: () => Promise<R>): Promise<R> => {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (isCancellation(error)) throw error;
        const answer = await this.#ask(piece, error);
        if (isPlainRetry(answer)) continue;
        this.#answered = answer;
        this.#scope.cancel();
        throw error;
      }
    }
  };
}

/** With other settings the pieces that are done could not be compared with the one that is done again. */
function isPlainRetry({ action, overrides }: StageResolution): boolean {
  return action === 'retry' && Object.keys(overrides ?? {}).length === 0;
}
