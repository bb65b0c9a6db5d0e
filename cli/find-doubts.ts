import { liveView } from './live-view.ts';
import { openDoubts } from './open-doubts.ts';
import type { OpenDoubt } from './open-doubts.ts';
import type { ObjectStore } from '../domain/ports/object-store.ts';
import { withRuns } from './with-runs.ts';

/** The run whose doubts are looked at; null where no run has any. */
export interface FoundDoubts {
  readonly run: string | null;
  readonly doubts: readonly OpenDoubt[];
}

/** How many runs are looked through, newest first. */
const NEWEST = 50;

/** What waits for a decision: in the named run, or else in the newest one where something does. */
export async function findDoubts(store: ObjectStore, run: string | undefined): Promise<FoundDoubts> {
  // Loads DuckDB, which other commands should not wait for.
  const tables = (await import('../adapters/duckdb-tables.ts')).duckdbTables();
  if (run !== undefined) return { run, doubts: await openDoubts(store, tables, run, await liveView(run)) };
  const newest = await withRuns((all) => all.list({}, NEWEST));
  for (const each of newest.runs) {
    // What has ended is in the store; to ask its workflow would replay it.
    const doubts = await openDoubts(store, tables, each.run, each.closedAt === null ? await liveView(each.run) : null);
    if (doubts.length > 0) return { run: each.run, doubts };
  }
  return { run: null, doubts: [] };
}
