import type { Client } from '@temporalio/client';
import { isOpen } from '../adapters/temporal/is-open.ts';
import type { Runs } from '../adapters/temporal/runs.ts';
import { HoneError } from '../domain/errors.ts';
import { withRuns } from './with-runs.ts';

/**
 * Does something to a run that is open. Temporal takes a cancellation of a run that has ended without a word, and says of one that
 * is answered that it never was.
 * @throws HoneError HONE_NOT_FOUND without such a run, HONE_CONFLICT when it has ended.
 */
export function steer<T>(run: string, act: (all: Runs, client: Client) => Promise<T>): Promise<T> {
  return withRuns(async (all, _settings, client) => {
    const state = await all.execution(run);
    if (!isOpen(state)) throw new HoneError('HONE_CONFLICT', `run: "${run}" has ended (${state}), so there is nothing left to steer. \`hone status ${run}\` shows how.`);
    return act(all, client);
  });
}
