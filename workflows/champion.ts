import type { ModelVersion } from '../activities/engine/registry.ts';
import type { IngestOutputs } from '../activities/ingest.ts';
import type { ArtifactRef } from '../domain/artifact-ref.ts';
import { control } from './activities.ts';
import type { Doubted } from './audit-labels.ts';
import { bootstrapChampion } from './bootstrap-champion.ts';
import type { Run } from './conduct-run.ts';

/** The model in service, its latency table, and what its training measured, where these are known. */
export interface Champion {
  readonly version: ModelVersion;
  readonly latency: ArtifactRef | null;
  readonly metrics: ArtifactRef | null;
}

/** The champion the profile names: made from the training set, or an alias of the registry. */
export async function championOf(run: Run, sets: Readonly<Record<IngestOutputs, ArtifactRef>>, doubted: Doubted): Promise<Champion> {
  const { champion, release } = run.profile;
  if (champion === 'bootstrap') return bootstrapChampion(run, sets, doubted);
  const version = await control.resolveChampion({ model: release.model, alias: champion.replace(/^alias:/, '') });
  return { version, latency: null, metrics: null };
}
