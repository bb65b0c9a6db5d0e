import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Doubt } from '../activities/engine/doubts.ts';
import { allDecisions, textHashOf } from '../activities/engine/reviews.ts';
import type { ArtifactRef } from '../domain/artifact-ref.ts';
import type { ObjectStore } from '../domain/ports/object-store.ts';
import type { Tables } from '../domain/ports/tables.ts';
import type { RunView } from '../domain/run-view.ts';
import { runArtifacts } from './run-artifacts.ts';

/** A doubtful text on which nobody has decided, and the stage that doubts it. */
export interface OpenDoubt {
  readonly textHash: string;
  readonly stage: string;
  readonly doubt: Doubt;
}

/** Stages that leave doubts behind. */
const DOUBTING = ['audit', 'mine'] as const;

/** What a run left to decide, each text once, the clearest contradictions first. `live` as `runArtifacts` takes it. */
export async function openDoubts(store: ObjectStore, tables: Tables, run: string, live: RunView | null): Promise<OpenDoubt[]> {
  const made = await runArtifacts(store, run, live);
  const decided = new Set((await allDecisions(store)).map(({ textHash }) => textHash));
  const open = new Map<string, OpenDoubt>();
  for (const stage of DOUBTING) {
    const ref = made[`${stage}/doubts`];
    for (const doubt of ref?.rows ? await rowsOf(store, tables, ref) : []) {
      const textHash = textHashOf(doubt.text);
      if (!decided.has(textHash) && !open.has(textHash)) open.set(textHash, { textHash, stage, doubt });
    }
  }
  return [...open.values()].sort((a, b) => probabilityOf(a.doubt) - probabilityOf(b.doubt) || (a.textHash < b.textHash ? -1 : 1));
}

/** Of the label that the row has. */
const probabilityOf = ({ label, score }: Doubt): number => (label === 'malicious' ? score : 1 - score);

async function rowsOf(store: ObjectStore, tables: Tables, ref: ArtifactRef): Promise<Doubt[]> {
  const folder = await mkdtemp(join(tmpdir(), 'hone-review-'));
  try {
    const path = join(folder, 'doubts.parquet');
    await store.download(ref.uri.slice('store:'.length), path);
    return await tables.read<Doubt>(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
