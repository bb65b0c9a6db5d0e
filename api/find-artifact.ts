import type { ArtifactRef } from '../domain/artifact-ref.ts';
import type { RunView } from '../domain/run-view.ts';
import { requireRun } from './live-state.ts';
import type { ApiServices } from './services.ts';
import { stageOutputs } from './stage-outputs.ts';
import { storedReport, viewOf } from './view-of.ts';

/**
 * An artifact of a run: one that its report lists or a finished stage left behind; nothing else in the store is this run's. A run
 * that has ended is looked up in the store alone.
 * @throws HoneError HONE_NOT_FOUND where there is no such run.
 */
export async function findArtifact(services: ApiServices, run: string, sha256: string): Promise<ArtifactRef | undefined> {
  const { live, store } = services;
  const among = (refs: readonly ArtifactRef[]): ArtifactRef | undefined => refs.find((ref) => ref.sha256 === sha256);
  const report = await storedReport(store, run);
  const reported = report && (among(Object.values(report.parts)) ?? among(await outputsOf(store, report.view)));
  if (reported) return reported;
  await requireRun(live, run);
  const view = await viewOf(services, run);
  return view ? among(await outputsOf(store, view)) : undefined;
}

async function outputsOf(store: ApiServices['store'], { stages }: RunView): Promise<ArtifactRef[]> {
  return (await Promise.all(stages.map((stage) => stageOutputs(store, stage)))).flatMap((outputs) => Object.values(outputs));
}
