import { workflowInfo } from '@temporalio/workflow';
import type { ModelVersion } from '../activities/engine/registry.ts';
import type { IngestOutputs } from '../activities/ingest.ts';
import type { ArtifactRef } from '../domain/artifact-ref.ts';
import { control, pipeline } from './activities.ts';
import type { Doubted } from './audit-labels.ts';
import type { Champion } from './champion.ts';
import type { Run } from './conduct-run.ts';
import { convertModel } from './convert-model.ts';
import { trainWithProgress } from './train-with-progress.ts';

/** A threshold that is deployed, never fitted. */
export const BOOTSTRAP_THRESHOLD = 0.5;

/**
 * Makes the first champion: train, convert, package. A pure function of the training set and the profile, so that a
 * second run finds all of it made.
 */
export async function bootstrapChampion({ profile, stages, state }: Run, sets: Readonly<Record<IngestOutputs, ArtifactRef>>, doubted: Doubted): Promise<Champion> {
  const { seed, cuts, model } = profile;
  const { training, traffic } = sets;

  const splits = await stages.run(
    {
      stage: 'bootstrap-assemble',
      parameters: { seed, cuts, replayRows: 'all' as const, includeSources: false, nearDuplicateJaccard: profile.ingest.nearDuplicateJaccard },
      inputs: { training, ...doubted },
    },
    ({ request, lease }) => pipeline.assemble({ request, lease }),
  );
  const trained = await stages.run(
    { stage: 'bootstrap-train', parameters: { model, train: profile.bootstrap, seed }, inputs: { train: splits.outputs.train, validation: splits.outputs.validation } },
    ({ request, lease }) => trainWithProgress({ request, lease }),
  );
  const { weights, config, tokenizer, metrics } = trained.outputs;
  const converted = await stages.run(
    {
      stage: 'bootstrap-convert',
      parameters: { ...profile.convert, maxTokens: model.maxTokens, seed, cuts, threshold: { fixed: BOOTSTRAP_THRESHOLD } },
      inputs: { rows: splits.outputs.test, traffic, weights, config, tokenizer },
    },
    convertModel,
  );
  const { model: onnx, honeJson, latency, equivalence } = converted.outputs;
  const packaged = await stages.run(
    { stage: 'bootstrap-package', parameters: { certificate: '' }, inputs: { model: onnx, tokenizer: converted.outputs.tokenizer, honeJson } },
    ({ request, lease }) => pipeline.packageModel({ request, lease, attachments: { latency, equivalence }, stages: state.stages }),
  );

  const files = { model: packaged.outputs.model, tokenizer: packaged.outputs.tokenizer, honeJson: packaged.outputs.honeJson };
  const version: ModelVersion = { packageId: packaged.summary.packageId, files, weights: { weights, config, tokenizer }, evidenceHash: null };
  await control.registerBootstrap({ model: profile.release.model, version, move: { by: 'hone', reason: 'bootstrap', run: workflowInfo().workflowId } });
  return { version, latency, metrics };
}
