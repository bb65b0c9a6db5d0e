import type { AblationInputs, AblationJob, TrainedSeed } from '../activities/ablation.ts';
import { ablationArms, armAugmentation } from '../domain/ablation/arms.ts';
import type { Arm } from '../domain/ablation/arms.ts';
import type { ArtifactRef } from '../domain/artifact-ref.ts';
import { isProvided } from '../domain/providers.ts';
import type { BenignMethod } from '../domain/profile.ts';
import { shortTrainSettings } from '../domain/short-train-settings.ts';
import type { StageOutcome } from '../domain/stages.ts';
import { gpu, pipeline } from './activities.ts';
import type { Champion } from './champion.ts';
import type { Run } from './conduct-run.ts';
import { fanOut } from './fan-out.ts';
import { scoreTables, vary } from './fan-out-stages.ts';
import { started, weightsOf } from './start-files.ts';

type Sets = Pick<AblationInputs, 'training' | 'falsePositives' | 'tuning' | 'doubts'>;

/** What every arm of an ablation shares. */
interface Shared {
  readonly allocation: Readonly<Record<string, number>>;
  readonly evaluation: ArtifactRef;
  readonly heldOut: ArtifactRef;
}

/** Trains every arm with every seed, side by side on the GPU queue, and measures what each augmentation method brings. `limit`: the gate's false-positive rate. */
export function runAblation({ profile, stages, providers }: Run, { version }: Champion, sets: Sets, limit: number): Promise<StageOutcome<'ablation'>> {
  const { seed, cuts, ablation, augmentation, ingest, model, train, plan } = profile;
  return stages.run(
    {
      stage: 'ablation',
      parameters: { seed, cuts, ablation, limit, augmentation, ...(providers && { providers, llm: plan.llm }), nearDuplicateJaccard: ingest.nearDuplicateJaccard, model, train: shortTrainSettings(train) },
      inputs: { ...sets, ...version.files, ...(version.weights && started(version.weights)) },
    },
    async ({ request, lease, units }) => {
      const job = { request, lease };
      const { model: onnx, tokenizer, honeJson } = request.inputs;
      const { outputs, summary } = await pipeline.chooseAblation(job);
      const shared = { ...outputs, allocation: summary.allocation };
      const [championScores = []] = await scoreTables([{ rows: outputs.evaluation, model: { model: onnx, tokenizer, honeJson } }], lease, () => undefined);
      const arms = ablationArms(request.parameters.ablation, availableMethods(request.parameters));
      const seeds = Array.from({ length: request.parameters.ablation.seeds }, (_, index) => seed + index);
      const trainings = arms.flatMap((arm) => seeds.map((draw) => ({ arm, draw })));
      const trained = await fanOut(trainings, ({ arm, draw }) => trainArm(job, arm, draw, shared), units);
      const bySeed = arms.map((arm, index) => ({ arm, seeds: trained.slice(index * seeds.length, (index + 1) * seeds.length) }));
      return pipeline.finishAblation({ ...job, covered: summary.covered, evaluation: outputs.evaluation, heldOut: outputs.heldOut, championScores, trained: bySeed });
    },
  );
}

function availableMethods({ augmentation, providers = {} }: AblationJob['request']['parameters']): BenignMethod[] {
  const named = Object.keys(augmentation.methods) as BenignMethod[];
  return named.filter((method) => (augmentation.methods[method] ?? 0) > 0 && (!isProvided(method) || providers[method]?.available));
}

/** `draw` decides what is random: the variations, and the training's order and dropout. What is covered and replayed stays. */
async function trainArm(job: AblationJob, arm: Arm, draw: number, shared: Shared): Promise<TrainedSeed> {
  const { lease, request: { parameters, inputs } } = job;
  const { seed, cuts, nearDuplicateJaccard, model, train } = parameters;
  const { training, tuning, doubts } = inputs;
  const undoubted = doubts ? { doubts } : {};
  const varied = arm.kind === 'nothing-covered' ? undefined : await vary(armJob(job, arm, draw, shared.allocation), () => undefined);
  const method = arm.kind === 'method' && arm.method !== undefined ? { method: arm.method } : {};
  const table = await pipeline.ablationTable({
    lease,
    parameters: { seed, cuts, nearDuplicateJaccard, rows: parameters.ablation.rows, ...method },
    inputs: { training, tuning, ...(varied && { covered: varied.covered }), ...undoubted },
    variations: varied?.chunks.map(({ variations }) => variations) ?? [],
  });
  const { outputs } = await gpu.shortTraining({
    lease,
    parameters: { model, train, seed: draw },
    inputs: { ...table.outputs, ...weightsOf(inputs) },
    score: { evaluation: shared.evaluation, ...(shared.heldOut.rows ? { heldOut: shared.heldOut } : {}) },
  });
  return { ...table.summary, evaluation: outputs['evaluation']!, ...(outputs['heldOut'] && { heldOut: outputs['heldOut'] }) };
}

/** Perturbed attacks stand beside the covered false positives, which then have no variations themselves. */
function armJob({ request: { parameters, inputs }, lease }: AblationJob, arm: Arm, draw: number, allocation: Shared['allocation']): Parameters<typeof vary>[0] {
  const { seed, cuts, augmentation, providers, llm, ablation, nearDuplicateJaccard, model } = parameters;
  const perturbed = arm.method === 'perturbation';
  return {
    request: {
      stage: 'ablation',
      parameters: {
        seed,
        draw,
        cuts,
        allocation,
        variationsPerFalsePositive: perturbed ? 0 : arm.variations,
        maliciousAugmentations: perturbed ? ablation.covered * arm.variations : 0,
        augmentation: armAugmentation(arm, augmentation),
        nearDuplicateJaccard,
        model,
        ...(providers && { providers }),
        ...(llm && { llm }),
      },
      inputs: { training: inputs.training, falsePositives: inputs.falsePositives, tuning: inputs.tuning, ...(inputs.doubts && { doubts: inputs.doubts }) },
    },
    lease,
  };
}
