import type { ScoresOfBoth } from '../activities/engine/compared-rows.ts';
import type { ValidateInputs } from '../activities/validate.ts';
import type { ReportParts } from '../activities/write-report.ts';
import type { ArtifactRef } from '../domain/artifact-ref.ts';
import type { RoundEvidence } from '../domain/fallback/round.ts';
import { mergeInputs } from '../domain/merge-inputs.ts';
import { plannedSettings } from '../domain/planning/plan-input.ts';
import type { PlanDecision } from '../activities/plan.ts';
import type { WeightFiles } from '../domain/package-files.ts';
import type { FallbackSet, Profile } from '../domain/profile.ts';
import type { ExtraSet } from '../domain/sets.ts';
import { categoryNames } from '../domain/taxonomy.ts';
import type { StageOutcome } from '../domain/stages.ts';
import { control, gpu, pipeline } from './activities.ts';
import type { Doubted } from './audit-labels.ts';
import type { Champion } from './champion.ts';
import type { Run } from './conduct-run.ts';
import { crossValidate } from './cross-validate.ts';
import { generate, scoreTables } from './fan-out-stages.ts';
import { SKIPPED } from './stage-runner.ts';
import { trainWithProgress } from './train-with-progress.ts';

/** What every round starts from. */
export interface RoundInputs {
  readonly training: ArtifactRef;
  readonly falsePositives: ArtifactRef;
  readonly tuning: ArtifactRef;
  readonly certification: ArtifactRef;
  readonly hardNegatives: Optional<'hardNegatives'>;
  readonly trainingHardNegatives: Optional<'trainingHardNegatives'>;
  readonly contrastPairs: Optional<'contrastPairs'>;
  /** Rows that no training sees: of sources held out, of later dates, of the profile's own sets. */
  readonly unseen: UnseenSets;
  readonly pilots: Optional<'pilots'>;
  readonly doubted: Doubted;
  readonly champion: Champion;
  /** Prompts that were scored to find the false positives, and the champion's threshold in service. */
  readonly mined: { readonly mined: number; readonly threshold: number };
  /** Of the false-positive gate. */
  readonly limit: number;
}

/** Those that have rows. */
export type UnseenSets = Optional<'unseen' | 'later'> & Readonly<Record<ExtraSet, ArtifactRef>>;

type Optional<Name extends string> = Readonly<Partial<Record<Name, ArtifactRef>>>;

/** A model that was made and, unless an operator skipped that, judged. */
export interface Round {
  readonly round: number;
  readonly profile: Profile;
  readonly weights: WeightFiles;
  readonly train: ArtifactRef;
  readonly test: ArtifactRef;
  /** Null where `validate` was skipped. */
  readonly evidence: RoundEvidence | null;
  /** What the report shows of it. */
  readonly parts: ReportParts;
}

/** Decides how much to cover and to make. */
export async function planRound(run: Run, { training, falsePositives, certification, pilots, trainingHardNegatives, contrastPairs, mined, champion }: RoundInputs): Promise<StageOutcome<'plan' | 'recommendation', PlanDecision>> {
  const { profile, stages, providers } = run;
  const planned = await stages.run(
    {
      stage: 'plan',
      parameters: { ...plannedSettings(profile), mined: mined.mined, categories: categoryNames(run.taxonomy), ...(providers && { providers }) },
      inputs: { training, falsePositives, certification, ...pilots, ...trainingHardNegatives, ...contrastPairs },
    },
    ({ request, lease }) => pipeline.plan({ request, lease, ...(champion.metrics ? { attachments: { metrics: champion.metrics } } : {}) }),
  );
  run.keep({ plan: planned.outputs.plan, recommendation: planned.outputs.recommendation });
  return planned;
}

/** From the plan to the judged model, with the profile of this round. */
export async function oneRound(run: Run, given: RoundInputs, round = 1): Promise<Round> {
  const { profile, stages, providers } = run;
  const { seed, cuts, model } = profile;
  const { training, falsePositives, tuning, certification, hardNegatives, trainingHardNegatives, contrastPairs, unseen, doubted, champion } = given;

  const planned = await planRound(run, given);
  const { allocation, variationsPerFalsePositive, maliciousAugmentations, hardNegatives: handWritten, contrastPairs: pairs } = planned.summary;

  const generated = await stages.run(
    {
      stage: 'generate',
      parameters: {
        seed, cuts, allocation, variationsPerFalsePositive, maliciousAugmentations, augmentation: profile.augmentation,
        nearDuplicateJaccard: profile.ingest.nearDuplicateJaccard, model, ...(providers && { providers, llm: profile.plan.llm }),
      },
      inputs: { training, falsePositives, tuning, certification, ...hardNegatives, ...doubted, ...champion.version.files },
    },
    ({ request, lease, units }) => generate({ request, lease }, units),
  );
  const { variations, covered, accounting } = generated.outputs;
  run.keep({ accounting });

  const splits = await stages.run(
    {
      stage: 'assemble',
      parameters: {
        ...profile.assemble, seed, cuts, nearDuplicateJaccard: profile.ingest.nearDuplicateJaccard,
        ...(handWritten && { hardNegatives: handWritten }), ...(pairs && { contrastPairs: pairs }), ...(profile.assemble.hardNegativesFirst && { taxonomy: run.taxonomy }),
      },
      inputs: { training, falsePositives, covered, variations, tuning, certification, ...hardNegatives, ...unseen, ...(handWritten && trainingHardNegatives), ...(pairs && contrastPairs), ...doubted },
    },
    ({ request, lease }) => pipeline.assemble({ request, lease }),
  );
  run.keep({ splits: splits.outputs.accounting });

  const start = profile.train.startFrom === 'champion' ? champion.version.weights : null;
  const learned = { train: splits.outputs.train, validation: splits.outputs.validation, tuning, ...start };
  // Says how far the settings of the profile carry; a further round would ask about other ones.
  if (round === 1) run.beside(() => crossValidate(run, learned, given.limit));
  const trained = await stages.run(
    { stage: 'train', parameters: { model, train: profile.train, seed }, inputs: learned },
    ({ request, lease }) => trainWithProgress({ request, lease }),
  );
  const { weights, config, tokenizer, metrics } = trained.outputs;
  run.keep({ metrics });

  const made = { weights: { weights, config, tokenizer }, train: splits.outputs.train, test: splits.outputs.test };
  const { evidence, parts } = await judgeRound(run, given, made, metrics);
  const { plan, recommendation } = planned.outputs;
  return { round, profile, ...made, evidence, parts: { plan, recommendation, accounting, splits: splits.outputs.accounting, metrics, ...parts } };
}

/** A round that trains nothing: weights between the champion's and those of an earlier round, judged on that round's rows. */
export async function mergeRound(run: Run, given: RoundInputs, from: Round, champion: WeightFiles, share: number, round: number): Promise<Round> {
  const merged = await run.stages.run(
    { stage: 'merge', parameters: { share }, inputs: mergeInputs(champion, from.weights) },
    async ({ request, lease }) => {
      const outcome = await gpu.mergeModels({ lease, first: champion, second: from.weights, share: request.parameters.share });
      await control.releaseStage(lease);
      return outcome;
    },
  );
  const { weights, config, tokenizer } = merged.outputs;
  const made = { weights: { weights, config, tokenizer }, train: from.train, test: from.test };
  const { evidence, parts } = await judgeRound(run, given, made);
  return { round, profile: from.profile, ...made, evidence, parts: { ...from.parts, ...parts } };
}

/** Scores tuning and test, and what fallback rules ask for beside them; may be skipped by an operator. */
async function judgeRound(run: Run, { tuning, champion, mined, unseen: { unseen }, hardNegatives }: RoundInputs, { weights, test }: Pick<Round, 'weights' | 'test'>, metrics?: ArtifactRef): Promise<Pick<Round, 'evidence' | 'parts'>> {
  const { seed, gates, threshold, model, fallbacks } = run.profile;
  const asked = new Set<FallbackSet | undefined>((fallbacks?.rules ?? []).flatMap(({ when }) => when.map(({ on }) => on)));
  const fallback = fallbacks && { champion: champion.version.files, deployed: mined.threshold, taxonomy: run.taxonomy };
  const further = { ...(asked.has('unseen') && unseen ? { unseen } : {}), ...(asked.has('hard-negatives') ? hardNegatives : {}) };
  const inputs: ValidateInputs = { tuning, test, ...weights, ...further };
  const validated = await run.stages.runSkippable(
    { stage: 'validate', parameters: { seed, gates, threshold, maxTokens: model.maxTokens, ...(fallback && { fallback }) }, inputs },
    async ({ request, lease }) => {
      const score = async (rows: ArtifactRef): Promise<ArtifactRef> => (await gpu.scoreSplit({ lease, rows, weights, maxTokens: model.maxTokens })).outputs.scores;
      const [tuningScores, testScores] = await Promise.all([score(tuning), score(test)]);
      if (!fallback) return pipeline.finishValidate({ request, lease, tuningScores, testScores });
      const { unseen: unseenRows, hardNegatives: hardRows } = request.inputs;
      // `mine` has scored all but the unseen rows already: these are hits.
      const tables = [tuning, unseenRows, hardRows].map((rows) => ({ rows, model: fallback.champion }));
      const [championTuningScores = [], unseenByChampion = [], hardByChampion = []] = await scoreTables(tables, lease, () => undefined);
      const both = async (rows: ArtifactRef | undefined, by: readonly ArtifactRef[]): Promise<ScoresOfBoth | undefined> => rows && { challenger: [await score(rows)], champion: by };
      const [unseenScores, hardNegativeScores] = [await both(unseenRows, unseenByChampion), await both(hardRows, hardByChampion)];
      return pipeline.finishValidate({
        request, lease, tuningScores, testScores, championTuningScores,
        ...(unseenScores && { unseenScores }), ...(hardNegativeScores && { hardNegativeScores }), ...(metrics && { attachments: { metrics } }),
      });
    },
  );
  if (validated === SKIPPED) return { evidence: null, parts: {} };
  const parts = { validation: validated.outputs.gates };
  run.keep(parts);
  return { evidence: validated.summary, parts };
}
