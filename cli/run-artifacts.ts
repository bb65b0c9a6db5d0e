import { stageOutputs } from '../api/stage-outputs.ts';
import { storedReport } from '../api/view-of.ts';
import type { ArtifactRef } from '../domain/artifact-ref.ts';
import type { ObjectStore } from '../domain/ports/object-store.ts';
import type { RunView, StageView } from '../domain/run-view.ts';
import { stageLabel } from '../domain/stage-label.ts';

/**
 * Everything a run made, by name: parts of its report by theirs, outputs of finished stages as `stage/output`. `live` is the run as
 * the workflow shows it; without, its report says what it was.
 */
export async function runArtifacts(store: ObjectStore, run: string, live: RunView | null): Promise<Readonly<Record<string, ArtifactRef>>> {
  const report = await storedReport(store, run);
  const stages = (live ?? report?.view)?.stages ?? [];
  const outputs = await Promise.all(stages.map((stage) => outputsOf(store, stage)));
  // A run that was reset has the report of its earlier execution until it writes its own.
  const parts = live?.report === null ? {} : report?.parts;
  return Object.assign({}, parts, ...outputs) as Record<string, ArtifactRef>;
}

async function outputsOf(store: ObjectStore, stage: StageView): Promise<Record<string, ArtifactRef>> {
  return Object.fromEntries(Object.entries(await stageOutputs(store, stage)).map(([name, ref]) => [`${stageLabel(stage)}/${name}`, ref]));
}
