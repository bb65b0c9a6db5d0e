import { HoneError } from '../domain/errors.ts';
import type { RunView } from '../domain/run-view.ts';
import type { ApiServices } from './services.ts';

const DEADLINE_MS = 3_000;

/**
 * A run as it is, from the workflow itself or, where no worker is up to answer, as its report left it; null when it has none yet.
 * @throws HoneError HONE_NOT_FOUND.
 */
export async function viewOf({ client, runs, store }: ApiServices, run: string): Promise<RunView | null> {
  try {
    return await client.withDeadline(Date.now() + DEADLINE_MS, () => runs.view(run));
  } catch (error) {
    if (error instanceof HoneError && error.code === 'HONE_NOT_FOUND') throw error;
    return (await storedReport(store, run))?.view ?? null;
  }
}

export interface StoredReport {
  readonly view: RunView;
  readonly parts: Readonly<Record<string, { readonly sha256: string; readonly bytes: number }>>;
}

/** What the run wrote at its end, if it has ended. */
export async function storedReport(store: ApiServices['store'], run: string): Promise<StoredReport | undefined> {
  const stored = await store.read(`runs/${run}/report.json`);
  return stored && (JSON.parse(Buffer.from(stored.bytes).toString()) as StoredReport);
}
