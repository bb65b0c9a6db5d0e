import type { ArtifactRef } from '../domain/artifact-ref.ts';
import { HoneError } from '../domain/errors.ts';
import type { RunView } from '../domain/run-view.ts';
import type { ApiServices } from './services.ts';

/**
 * A run as it is, from the workflow itself or, where no worker is up to answer, as its report left it; null when it has none yet.
 */
export async function viewOf({ runs, store }: ApiServices, run: string): Promise<RunView | null> {
  return runs.view(run).catch(async () => (await storedReport(store, run))?.view ?? null);
}

export interface StoredReport {
  readonly view: RunView;
  readonly parts: Readonly<Record<string, ArtifactRef>>;
}

/** What the run wrote at its end, if it has ended. */
export async function storedReport(store: ApiServices['store'], run: string): Promise<StoredReport | undefined> {
  const stored = await runFile(store, run, 'report.json');
  return stored && (JSON.parse(stored.toString()) as StoredReport);
}

/** A file that a run left in the store; undefined where there is none, as where its id can be no part of a key. */
export async function runFile(store: ApiServices['store'], run: string, name: string): Promise<Buffer | undefined> {
  try {
    const stored = await store.read(`runs/${run}/${name}`);
    return stored && Buffer.from(stored.bytes);
  } catch (error) {
    if (error instanceof HoneError && error.code === 'HONE_INVALID_INPUT') return undefined;
    throw error;
  }
}
