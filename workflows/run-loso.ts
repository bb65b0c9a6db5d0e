import type { LosoInputs, LosoJob, TrainedRotation } from '../activities/loso.ts';
import { ONE_CATEGORY } from '../domain/loso/one-category.ts';
import { isMerged, recipesOf } from '../domain/loso/recipe-settings.ts';
import type { WholeRecipe } from '../domain/loso/recipe-settings.ts';
import type { ArtifactRef } from '../domain/artifact-ref.ts';
import type { WeightFiles } from '../domain/package-files.ts';
import type { Rotation } from '../domain/profile.ts';
import { shortTrainSettings } from '../domain/short-train-settings.ts';
import type { StageOutcome } from '../domain/stages.ts';
import { gpu, pipeline } from './activities.ts';
import { BOOTSTRAP_THRESHOLD } from './bootstrap-champion.ts';
import type { Run } from './conduct-run.ts';
import { fanOut } from './fan-out.ts';
import { vary } from './fan-out-stages.ts';

/**
 * Leaves a few sources out at a time, trains a champion and then challengers by every recipe without them, side by side on the GPU queue, and
 * measures all of them on what was left out. `limit`: the false-positive rate that a shipped threshold aims at.
 */
export function runLoso({ profile, stages, providers }: Run, sets: LosoInputs, limit: number): Promise<StageOutcome<'loso'>> {
  const { seed, cuts, augmentation, ingest, model, bootstrap, plan } = profile;
  const { rotations, poolRows, evaluationRows } = profile.loso ?? DEFAULTS;
  return stages.run(
    {
      stage: 'loso',
      parameters: {
        seed, cuts, loso: { rotations, poolRows, evaluationRows }, recipes: recipesOf(profile), limit, deployed: BOOTSTRAP_THRESHOLD, augmentation, nearDuplicateJaccard: ingest.nearDuplicateJaccard, model,
        bootstrap: { ...shortTrainSettings(bootstrap), epochs: bootstrap.epochs }, ...(providers && { providers, llm: plan.llm }),
      },
      inputs: sets,
    },
    async ({ request, lease, units }) => {
      const job = { request, lease };
      const chosen = (await pipeline.chooseRotations(job)).summary.rotations;
      const total = chosen.length * (1 + request.parameters.recipes.length);
      let done = 0;
      units(done, total);
      const trained = await fanOut(chosen, (rotation) => trainRotation(job, rotation, () => units(++done, total)), () => undefined);
      return pipeline.finishLoso({ ...job, trained });
    },
  );
}

const DEFAULTS = { rotations: [], poolRows: 20_000, evaluationRows: 2_000 };

/** What a rotation's challengers start from. */
interface RotationStart {
  readonly training: ArtifactRef;
  readonly evaluation: ArtifactRef;
  readonly falsePositives: ArtifactRef;
  /** Those of no source that is left out, nor like a row of one. */
  readonly contrastPairs?: ArtifactRef;
  readonly coverable: number;
  readonly found: number;
  readonly champion: WeightFiles;
}

async function trainRotation(job: LosoJob, rotation: Rotation, onTrained: () => void): Promise<TrainedRotation> {
  const { lease, request: { parameters, inputs } } = job;
  const { seed, cuts, deployed, model, bootstrap, loso: { poolRows, evaluationRows } } = parameters;
  const { training: all, mining, tuning, contrastPairs: pairs } = inputs;
  const { benign, malicious } = rotation;
  const left = await pipeline.leaveOut({ lease, parameters: { seed, poolRows, evaluationRows, benign, malicious }, inputs: { training: all, mining, tuning, ...(pairs && { contrastPairs: pairs }) } });
  const { training, pool, evaluation, contrastPairs } = left.outputs;
  const table = await tableOf(job, training, { replayRows: 'all' });
  const trained = await gpu.shortTraining({ lease, parameters: { model, train: bootstrap, seed }, inputs: table.outputs, score: { evaluation, pool }, keep: true });
  onTrained();
  const found = await pipeline.rotationFalsePositives({ lease, parameters: { seed, cuts, deployed }, inputs: { pool, scores: trained.outputs['pool']! } });
  const start = { training, evaluation, ...(contrastPairs && { contrastPairs }), ...found.outputs, ...found.summary, champion: weightsIn(trained.outputs) };
  const tried = async (recipe: WholeRecipe): Promise<TrainedRotation['recipes'][number]> => {
    const result = await trainRecipe(job, recipe, start);
    onTrained();
    return result;
  };
  const recipes = await fanOut(parameters.recipes, tried, () => undefined);
  return { rotation, learned: left.summary.learned, falsePositives: found.summary.found, evaluation, champion: trained.outputs['evaluation']!, recipes };
}

async function trainRecipe(job: LosoJob, recipe: WholeRecipe, start: RotationStart): Promise<TrainedRotation['recipes'][number]> {
  const { lease, request: { parameters: { model, seed, recipes } } } = job;
  const { name, train, mergeShare } = recipe;
  const { covered, chunks } = await vary(variationsJob(job, recipe, start), () => undefined);
  const table = await tableOf(job, start.training, recipe, { covered, variations: chunks.map(({ variations }) => variations), ...(start.contrastPairs && { pairs: start.contrastPairs }) });
  const weights = train.startFrom === 'champion' ? start.champion : {};
  const asked = { lease, parameters: { model, train, seed }, inputs: { ...table.outputs, ...weights }, score: { evaluation: start.evaluation } };
  const trainedRows = table.outputs.train.rows ?? 0;
  const { outputs } = await gpu.shortTraining({ ...asked, ...(isMerged(recipe, recipes) && { keep: true }) });
  if (mergeShare === undefined) return { name, trainedRows, scores: outputs['evaluation']! };
  const merged = await gpu.mergeModels({ lease, first: start.champion, second: weightsIn(outputs), share: mergeShare });
  const scored = await gpu.scoreSplit({ lease, rows: start.evaluation, weights: merged.outputs, maxTokens: model.maxTokens });
  return { name, trainedRows, scores: scored.outputs.scores };
}

/** Rows to train on by the rules of `assemble`; nothing may resemble a tuning row. */
function tableOf(
  { lease, request: { parameters: { seed, cuts, nearDuplicateJaccard }, inputs: { tuning, doubts, trainingHardNegatives } } }: LosoJob,
  training: ArtifactRef,
  { replayRows, hardNegatives = 0, contrastPairs = 0 }: Pick<WholeRecipe, 'replayRows'> & Partial<Pick<WholeRecipe, 'hardNegatives' | 'contrastPairs'>>,
  { covered, variations = [], pairs }: { readonly covered?: ArtifactRef; readonly variations?: readonly ArtifactRef[]; readonly pairs?: ArtifactRef } = {},
): ReturnType<typeof pipeline.pilotTable> {
  const handWritten = { ...(hardNegatives > 0 && trainingHardNegatives && { trainingHardNegatives }), ...(contrastPairs > 0 && pairs && { contrastPairs: pairs }) };
  return pipeline.pilotTable({
    lease,
    parameters: { seed, cuts, nearDuplicateJaccard, replayRows, includeSources: true, ...(hardNegatives > 0 && { hardNegatives }), ...(contrastPairs > 0 && pairs && { contrastPairs }) },
    inputs: { training, tuning, ...(covered && { covered }), ...(doubts && { doubts }), ...handWritten },
    variations,
  });
}

function variationsJob({ lease, request: { parameters, inputs } }: LosoJob, recipe: WholeRecipe, start: RotationStart): Parameters<typeof vary>[0] {
  const { seed, cuts, augmentation, providers, llm, nearDuplicateJaccard, model } = parameters;
  const { coverage, variationsPerFalsePositive, maliciousAugmentations } = recipe;
  const asked = coverage > 0 && coverage < 1 ? Math.round(coverage * start.found) : coverage;
  return {
    request: {
      stage: 'loso',
      parameters: {
        seed, cuts, allocation: { [ONE_CATEGORY]: Math.min(asked, start.coverable) }, variationsPerFalsePositive, maliciousAugmentations, augmentation, nearDuplicateJaccard, model,
        ...(providers && { providers }), ...(llm && { llm }),
      },
      inputs: { training: start.training, falsePositives: start.falsePositives, tuning: inputs.tuning, ...(inputs.doubts && { doubts: inputs.doubts }) },
    },
    lease,
  };
}

/** The outputs of a training that kept its weights. */
function weightsIn(outputs: Readonly<Record<string, ArtifactRef>>): WeightFiles {
  return { weights: outputs['weights']!, config: outputs['config']!, tokenizer: outputs['tokenizer']! };
}
