import type { PilotInputs, PilotJob, TrainedPilot } from '../activities/pilot.ts';
import type { ArtifactRef } from '../domain/artifact-ref.ts';
import type { Pilot } from '../domain/planning/pilot-grid.ts';
import type { StageOutcome } from '../domain/stages.ts';
import { withShippedStrategies } from '../domain/strategies.ts';
import { gpu, pipeline } from './activities.ts';
import type { Champion } from './champion.ts';
import type { Run } from './conduct-run.ts';
import { fanOut } from './fan-out.ts';
import { scoreTables, vary } from './fan-out-stages.ts';
import { started, weightsOf } from './start-files.ts';

/** Short trainings at a few coverages and numbers of variations, side by side on the GPU queue: what the plan can then go by. */
export function runPilots({ profile, stages, providers }: Run, { version }: Champion, sets: Pick<PilotInputs, 'training' | 'falsePositives' | 'tuning' | 'doubts'>): Promise<StageOutcome<'pilots'>> {
  const { seed, cuts, pilot, augmentation, ingest, model, train, plan } = profile;
  const { variationsPerFalsePositive } = withShippedStrategies(plan.strategies).find(({ name }) => name === plan.strategy)!;
  return stages.run(
    {
      stage: 'pilot',
      parameters: { seed, cuts, pilot, variationsPerFalsePositive, augmentation, nearDuplicateJaccard: ingest.nearDuplicateJaccard, model, train, ...(providers && { providers, llm: plan.llm }) },
      inputs: { ...sets, ...version.files, ...(version.weights && started(version.weights)) },
    },
    async ({ request, lease, units }) => {
      const job = { request, lease };
      const { model: onnx, tokenizer, honeJson } = request.inputs;
      const chosen = await pipeline.choosePilots(job);
      // `mine` has scored the slice already: these are hits.
      const [championScores = []] = await scoreTables([{ rows: request.inputs.tuning, model: { model: onnx, tokenizer, honeJson } }], lease, () => undefined);
      const trained = await fanOut(chosen.summary.pilots, (each) => trainPilot(job, each, chosen.outputs.heldOut), units);
      return pipeline.finishPilot({ ...job, championScores, trained });
    },
  );
}

async function trainPilot({ request: { parameters, inputs }, lease }: PilotJob, pilot: Pilot, heldOut: ArtifactRef): Promise<TrainedPilot> {
  const { seed, cuts, augmentation, nearDuplicateJaccard, model, train, providers, llm } = parameters;
  const { training, falsePositives, tuning, doubts } = inputs;
  const { covered, chunks } = await vary(
    {
      request: {
        stage: 'pilot',
        parameters: { seed, cuts, allocation: pilot.allocation, variationsPerFalsePositive: pilot.variations, maliciousAugmentations: 0, augmentation, nearDuplicateJaccard, model, ...(providers && { providers }), ...(llm && { llm }) },
        inputs: { training, falsePositives, tuning },
      },
      lease,
    },
    () => undefined,
  );
  const table = await pipeline.pilotTable({
    lease,
    parameters: { seed, cuts, nearDuplicateJaccard, replayRows: parameters.pilot.replayRows, includeSources: true },
    inputs: { training, covered, tuning, ...(doubts ? { doubts } : {}) },
    variations: chunks.map(({ variations }) => variations),
  });
  const { outputs } = await gpu.shortTraining({
    lease,
    parameters: { model, train, seed },
    inputs: { ...table.outputs, ...weightsOf(inputs) },
    score: { tuning, ...(heldOut.rows ? { heldOut } : {}) },
  });
  return { pilot, trainedRows: table.outputs.train.rows ?? 0, scores: { tuning: outputs['tuning']!, ...(outputs['heldOut'] && { heldOut: outputs['heldOut'] }) } };
}
