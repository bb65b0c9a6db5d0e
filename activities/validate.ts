import type { ArtifactRef } from '../domain/artifact-ref.ts';
import { countBy } from '../domain/count-by.ts';
import { findFailures } from '../domain/fallback/find-failures.ts';
import { judgeSet } from '../domain/fallback/judge-set.ts';
import type { JudgedSet } from '../domain/fallback/judge-set.ts';
import type { RoundEvidence } from '../domain/fallback/round.ts';
import { fitThreshold } from '../domain/fit-threshold.ts';
import { certificationGates } from '../domain/gate-set.ts';
import { overallVerdict } from '../domain/gates.ts';
import type { GateResult } from '../domain/gates.ts';
import type { Gate, ThresholdSettings } from '../domain/profile.ts';
import type { Row, TrainingRow } from '../domain/row.ts';
import type { PackageFiles, WeightFiles } from '../domain/package-files.ts';
import type { StageJob, StageOutcome } from '../domain/stages.ts';
import { countFlagged, rocAuc } from '../domain/statistics/ranking.ts';
import { thresholdFlagging } from '../domain/statistics/threshold-flagging.ts';
import { categoriser } from '../domain/taxonomy.ts';
import type { Taxonomy } from '../domain/taxonomy.ts';
import { HoneError } from '../domain/errors.ts';
import { putJson, readJson } from './engine/artifacts.ts';
import type { ScoresOfBoth } from './engine/compared-rows.ts';
import { makeStage } from './engine/make.ts';
import { readRows } from './engine/rows.ts';
import { scoresById } from './engine/scores-by-id.ts';
import type { Ports } from './ports.ts';

export type ValidateOutputs = 'gates';

export interface ValidateParameters {
  readonly seed: number;
  readonly gates: readonly Gate[];
  readonly threshold: ThresholdSettings;
  readonly maxTokens: number;
  /** What fallback rules need to know; absent where the profile has none. */
  readonly fallback?: FallbackParameters;
}

export interface FallbackParameters {
  /** In service: its decisions on the same rows are what must not be lost. */
  readonly champion: PackageFiles;
  /** The champion's threshold in service. */
  readonly deployed: number;
  readonly taxonomy: Taxonomy;
}

/** `unseen`: rows of sources that no training saw; `hardNegatives`: benign prompts that look like attacks. Both only where a rule asks for them. */
export type ValidateInputs = { readonly tuning: ArtifactRef; readonly test: ArtifactRef; readonly unseen?: ArtifactRef; readonly hardNegatives?: ArtifactRef } & WeightFiles;
/** `attachments.metrics`: what the training measured of itself, where something was trained. */
export type ValidateJob = StageJob<ValidateParameters, ValidateInputs>;

export interface FinishValidateInput extends ValidateJob {
  readonly tuningScores: ArtifactRef;
  readonly testScores: ArtifactRef;
  /** The champion's scores of the tuning slice, which `mine` made. */
  readonly championTuningScores?: readonly ArtifactRef[];
  readonly unseenScores?: ScoresOfBoth;
  readonly hardNegativeScores?: ScoresOfBoth;
}

/** `RoundEvidence`, and what the headline says. */
export type ValidateSummary = Omit<Validation, 'gates'>;

export interface Validation extends RoundEvidence {
  readonly gates: readonly GateResult[];
  readonly tuningRocAuc: number;
  /** Mined false positives whose groups were never trained on, and how many the challenger still flags. */
  readonly unseenFalsePositives: { readonly rows: number; readonly stillFlagged: number };
}

/**
 * Places a threshold on the tuning slice and judges every rate gate on tuning and test; decides go or stop. Where fallback rules ask for it, also
 * what the champion's decisions, unseen sources and hard negatives say.
 */
export const finishValidate =
  (ports: Ports) =>
  (input: FinishValidateInput): Promise<StageOutcome<ValidateOutputs, ValidateSummary>> =>
    makeStage(ports, input, async () => {
      const validation = await validate(ports, input);
      const { gates, ...summary } = validation;
      const { rows, stillFlagged } = summary.unseenFalsePositives;
      const headline = `${summary.decision}: ${rows - stillFlagged} of ${rows} unseen false positives mended, AUC ${summary.tuningRocAuc.toFixed(4)} on tuning`;
      return { outputs: { gates: await putJson(ports, { ...summary, gates }) }, summary, headline };
    });

async function validate(ports: Ports, input: FinishValidateInput): Promise<Validation> {
  const { inputs, parameters: { seed, gates, threshold: settings, fallback } } = input.request;
  const tuning = await scored<Row>(ports, inputs.tuning, [input.tuningScores], input.championTuningScores);
  const test = await scored<TrainingRow>(ports, inputs.test, [input.testScores]);
  const limit = certificationGates(gates).find((gate) => gate.quantity === 'false-positive-rate')?.limit ?? 0.01;
  const threshold = fitThreshold(tuning.map((row) => ({ ...row, score: row.challenger })), { ...settings, limit, seed });
  if (threshold === undefined) throw new HoneError('HONE_INVALID_INPUT', 'cuts.trafficTuning: too few tuning prompts to place a threshold; cut a larger tuning slice.');
  const at = { challenger: threshold, ...(fallback && { champion: fallback.deployed, ...atChampionRate(tuning, fallback.deployed) }) };
  const original = test.filter((row) => row.origin === 'original');
  const sets = [judgeSet('tuning', tuning, at, gates), judgeSet('test', original, at, gates), ...(await furtherSets(ports, input, at))];
  const deployed = fallback && judgeSet('tuning', tuning, { challenger: fallback.deployed }, gates);
  const unseen = test.filter((row) => row.origin === 'false-positive');
  return {
    decision: overallVerdict(sets[0]!.gates) === 'fail' ? 'stop' : 'go',
    threshold,
    gates: sets.flatMap((each) => each.gates),
    failing: findFailures(sets, deployed),
    figures: sets.map(({ figures }) => figures),
    ...(await ofTraining(ports, input)),
    failingCategories: fallback ? failingCategories(tuning, threshold, fallback.taxonomy) : [],
    tuningRocAuc: rocAuc(scoresOf(tuning, 'benign'), scoresOf(tuning, 'malicious')),
    unseenFalsePositives: { rows: unseen.length, stillFlagged: unseen.filter((row) => row.challenger >= threshold).length },
  };
}

/** Nothing where the champion's scores of the tuning slice are not known. */
function atChampionRate(tuning: readonly Scored<Row>[], deployed: number): { atChampionRate?: number } {
  const benign = tuning.filter(({ label }) => label === 'benign');
  const champion = benign.flatMap((row) => row.champion ?? []);
  if (champion.length < benign.length) return {};
  return { atChampionRate: thresholdFlagging(scoresOf(tuning, 'benign'), countFlagged(deployed, champion)) };
}

const scoresOf = (rows: readonly Scored<Row>[], label: Row['label']): number[] => rows.filter((row) => row.label === label).map(({ challenger }) => challenger);

type Scored<T> = T & { readonly challenger: number; readonly champion?: number };

async function scored<T extends Row>(ports: Ports, rows: ArtifactRef, challenger: readonly ArtifactRef[], champion: readonly ArtifactRef[] = []): Promise<Scored<T>[]> {
  const now = await scoresById(ports, challenger);
  const before = await scoresById(ports, champion);
  return (await readRows<T>(ports, rows)).map((row) => ({ ...row, challenger: now.get(row.id)!, ...(before.has(row.id) && { champion: before.get(row.id)! }) }));
}

async function furtherSets(ports: Ports, { request: { inputs, parameters }, unseenScores, hardNegativeScores }: FinishValidateInput, at: Parameters<typeof judgeSet>[2]): Promise<JudgedSet[]> {
  const judged: JudgedSet[] = [];
  for (const [set, rows, scores] of [['unseen', inputs.unseen, unseenScores], ['hard-negatives', inputs.hardNegatives, hardNegativeScores]] as const) {
    if (rows && scores) judged.push(judgeSet(set, await scored<Row>(ports, rows, scores.challenger, scores.champion), at, parameters.gates));
  }
  return judged;
}

/** What the trainer measured of the weights that it kept. */
async function ofTraining(ports: Ports, { attachments }: FinishValidateInput): Promise<Pick<RoundEvidence, 'overFit' | 'trainingSeconds'>> {
  if (!attachments?.metrics) return { overFit: null, trainingSeconds: 0 };
  const { best, wall_seconds: seconds } = await readJson<{ readonly best?: { readonly train_validation_gap?: number } | null; readonly wall_seconds?: number }>(ports, attachments.metrics);
  return { overFit: best?.train_validation_gap ?? null, trainingSeconds: seconds ?? 0 };
}

/** At equal counts the one that the taxonomy lists first. */
function failingCategories(tuning: readonly Scored<Row>[], threshold: number, taxonomy: Taxonomy): string[] {
  const categorise = categoriser(taxonomy);
  const counts = countBy(tuning.filter((row) => row.label === 'benign' && row.challenger >= threshold), (row) => categorise(row, []).category);
  return taxonomy.categories.map(({ name }) => name).filter((name) => counts[name]).sort((a, b) => counts[b]! - counts[a]!);
}
