import { storedReport } from '../api/view-of.ts';
import { HoneError } from '../domain/errors.ts';
import type { ObjectStore } from '../domain/ports/object-store.ts';
import { liveView } from './live-view.ts';
import { openDoubts } from './open-doubts.ts';
import type { OpenDoubt } from './open-doubts.ts';
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
  if (run !== undefined) {
    const live = await liveView(run);
    if (!live && !(await storedReport(store, run))) throw new HoneError('HONE_NOT_FOUND', `run: "${run}" has left no report, and no server or worker is up to say more. \`hone up\` starts them.`);
    return { run, doubts: await openDoubts(store, tables, run, live) };
  }
  const newest = await withRuns((all) => all.list({}, NEWEST));
  for (const each of newest.runs) {
    // What has ended is in the store; to ask its workflow would replay it.
    const doubts = await openDoubts(store, tables, each.run, each.closedAt === null ? await liveView(each.run) : null);
    if (doubts.length > 0) return { run: each.run, doubts };
  }
  return { run: null, doubts: [] };
}
