import type { FoldTable } from '../../../activities/engine/put-folds.ts';
import type { ArtifactRef } from '../../../domain/artifact-ref.ts';
import { gpu, training } from '../../../workflows/activities.ts';
import type { TrainInputs, TrainParameters } from '../../../activities/engine/train-request.ts';

/** What trainings on the GPU queue are told apart by: the seed. */
export interface Queued {
  readonly parameters: TrainParameters;
  readonly inputs: TrainInputs;
  readonly held: ArtifactRef;
}

const lease = { key: 'key', owner: 'run', token: 1, refresh: false };

/** So many trainings that only ask, side by side, as cross-validation, audit, pilots and ablation schedule them. */
export async function folds({ parameters, inputs, held }: Queued, count: number): Promise<void> {
  const name: FoldTable = 'held';
  await Promise.all(Array.from({ length: count }, (_, fold) => gpu.shortTraining({ lease, parameters: { ...parameters, seed: fold + 1 }, inputs, score: { [name]: held } })));
}

/** A training that makes a model. */
export async function production({ parameters, inputs }: Queued): Promise<void> {
  await training.train({ lease, request: { stage: 'train', parameters, inputs } });
}
