import type { Client } from '@temporalio/client';
import type { ServedRuns } from './services.ts';

/** Longer than the server takes to answer; shorter than people wait for one that is away. */
const DEADLINE_MS = 5_000;
/** A worker takes an update, after it has replayed the run where it must. */
const UPDATE_DEADLINE_MS = 10_000;
/** A worker answers; where none is up, the store does. */
const VIEW_DEADLINE_MS = 3_000;

/** The same runs, with calls that end in time, answered or not. */
export function timelyRuns(runs: ServedRuns, client: Pick<Client, 'withDeadline'>, mostMs = UPDATE_DEADLINE_MS): ServedRuns {
  const timely = <T>(ask: () => Promise<T>, milliseconds = DEADLINE_MS): Promise<T> => client.withDeadline(Date.now() + Math.min(milliseconds, mostMs), ask);
  return {
    start: (...given) => timely(() => runs.start(...given)),
    list: (...given) => timely(() => runs.list(...given)),
    view: (run) => timely(() => runs.view(run), VIEW_DEADLINE_MS),
    activity: (run) => timely(() => runs.activity(run)),
    resolve: (...given) => timely(() => runs.resolve(...given), UPDATE_DEADLINE_MS),
    decide: (...given) => timely(() => runs.decide(...given), UPDATE_DEADLINE_MS),
    cancel: (run) => timely(() => runs.cancel(run)),
  };
}
