import type { ArtifactRef } from '../../domain/artifact-ref.ts';
import type { StageView } from '../../domain/run-view.ts';
import { readManifest } from '../engine/manifests.ts';
import type { Manifest } from '../engine/manifests.ts';
import type { Ports } from '../ports.ts';

/** A stage of a run as its view names it. */
export interface StageRef extends Pick<StageView, 'key' | 'state'> {
  readonly stage: string;
}

/** The finished stages of a run, in its order, by their manifests. */
export interface Lineage {
  readonly manifests: readonly Manifest[];
  readonly skipped: readonly string[];
  /** The last finished stage of that name. */
  stage(name: string): Manifest | undefined;
  /** The stage that left these bytes under that name. */
  makerOf(output: string, sha256: string | undefined): Manifest | undefined;
  /** A reference to what a stage left behind, by its hash. */
  refOf(sha256: string | undefined): ArtifactRef | undefined;
}

/** Reads what the stages of a run left behind. A stage whose manifest is gone is left out: whoever needs it will miss it. */
export async function readLineage(ports: Ports, stages: readonly StageRef[]): Promise<Lineage> {
  const finished = stages.filter(({ state, key }) => key !== '' && (state === 'hit' || state === 'made'));
  const manifests = (await Promise.all(finished.map(({ stage, key }) => readManifest(ports, stage, key)))).filter((manifest) => manifest !== undefined);
  return {
    manifests,
    skipped: stages.filter(({ state }) => state === 'skipped').map(({ stage }) => stage),
    stage: (name) => manifests.findLast(({ identity }) => identity.unit === name),
    makerOf: (output, sha256) => manifests.findLast(({ outputs }) => outputs[output]?.sha256 === sha256),
    refOf: (sha256) => manifests.flatMap(({ outputs }) => Object.values(outputs)).find((ref) => ref.sha256 === sha256),
  };
}
