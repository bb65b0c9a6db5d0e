import { CancellationScope } from '@temporalio/workflow';

/** Begins work that goes on beside the story. */
export type Beside = (work: () => Promise<void>) => void;

/**
 * Runs a story with what it begins beside itself, until all of it has ended. The first failure cancels the rest, and is thrown once
 * the rest has left; so nothing is under way any more when this returns.
 */
export async function withSideWork<T>(story: (beside: Beside) => Promise<T>): Promise<T> {
  const scope = new CancellationScope();
  const failures: unknown[] = [];
  const watched = async <R>(work: () => Promise<R>): Promise<R | undefined> => {
    try {
      return await work();
    } catch (error) {
      failures.push(error);
      scope.cancel();
      return undefined;
    }
  };
  return scope.run(async () => {
    const begun: Promise<void | undefined>[] = [];
    const ending = await watched(() => story((work) => void begun.push(watched(work))));
    await Promise.all(begun);
    if (failures.length > 0) throw failures[0];
    return ending as T;
  });
}
