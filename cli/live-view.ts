import { runs } from '../adapters/temporal/runs.ts';
import { HoneError } from '../domain/errors.ts';
import type { RunView } from '../domain/run-view.ts';
import { withRuns } from './with-runs.ts';

/** A run as its workflow shows it; null where no server or worker is up: what has ended is in the store. @throws HoneError HONE_NOT_FOUND. */
export async function liveView(run: string): Promise<RunView | null> {
  try {
    return await withRuns((_all, _settings, client) => client.withDeadline(Date.now() + 3_000, () => runs(client).view(run)));
  } catch (error) {
    if (error instanceof HoneError && error.code === 'HONE_UNAVAILABLE') return null;
    throw error;
  }
}
