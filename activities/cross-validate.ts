import { byHash } from '../domain/by-hash.ts';
import type { ArtifactRef } from '../domain/artifact-ref.ts';
import { crossValidation } from '../domain/cross-validation/cross-validation.ts';
import type { CrossValidation, ScoredFold, ScoredFoldByRows } from '../domain/cross-validation/cross-validation.ts';
import { cutFold } from '../domain/cross-validation/cut-fold.ts';
import { dealRows, validationByRows } from '../domain/cross-validation/deal-rows.ts';
import type { FoldSplit } from '../domain/cross-validation/deal-rows.ts';
import { foldStart, leakagePremiumProblem } from '../domain/cross-validation/fold-start.ts';
import type { ScoredRow } from '../domain/fit-threshold.ts';
import type { CrossValidationSettings } from '../domain/profile.ts';
import { percent } from '../domain/render/numbers.ts';
import { signedPoints } from '../domain/render/signed-points.ts';
import type { Row, TrainingRow } from '../domain/row.ts';
import { assertDisjointGroups } from '../domain/splits.ts';
import type { StageJob, StageOutcome } from '../domain/stages.ts';
import { putJson } from './engine/artifacts.ts';
import { makeStage, makeUnit } from './engine/make.ts';
import { putFolds } from './engine/put-folds.ts';
import type { Fold, FoldOutput } from './engine/put-folds.ts';
import { readRows, TRAINING_COLUMNS } from './engine/rows.ts';
import { scoresById } from './engine/scores-by-id.ts';
import type { TrainInputs, TrainParameters } from './engine/train-request.ts';
import type { Ports } from './ports.ts';

/** `limit`: the false-positive rate at which recall is told, the gate's. */
export type CrossValidateParameters = CrossValidationSettings & TrainParameters & { readonly limit: number };
/** What `train` is given. */
export type CrossValidateJob = StageJob<CrossValidateParameters, TrainInputs>;

export interface CutCrossValidationInput extends CrossValidateJob {
  /** Default: groups. */
  readonly split?: FoldSplit;
}

/** Cuts what `train` learns from, and its validation rows, into folds. Errors: HONE_INVALID_INPUT for a fold that lacks a class, and for a leakage premium of weights that learned the rows before. */
export const cutCrossValidation =
  (ports: Ports) =>
  ({ request: { parameters, inputs }, lease, split = 'groups' }: CutCrossValidationInput): Promise<StageOutcome<FoldOutput>> => {
    const { seed, folds, rowsPerFold } = parameters;
    const { train, validation } = inputs;
    // An override on a retry comes past the profile's own check.
    const problem = leakagePremiumProblem(parameters, parameters.train);
    if (problem) throw problem;
    const cut = { folds, ...(rowsPerFold !== undefined && { rowsPerFold }) };
    return makeUnit(ports, { unit: 'cross-validation-folds', parameters: { seed, ...cut, ...(split === 'rows' && { split }) }, inputs: { train, validation } }, lease, async (workshop) => {
      const read = async (ref: ArtifactRef): Promise<TrainingRow[]> => byHash(await readRows<TrainingRow>(ports, ref), 'cross-validation', seed);
      const own = { train: await read(train), validation: await read(validation) };
      const rows = split === 'rows' ? validationByRows(own, seed) : own;
      const foldOf = dealRows([...rows.train, ...rows.validation], split, seed, folds);
      const outputs = await putFolds<TrainingRow>(ports, workshop, TRAINING_COLUMNS, folds, (fold) => {
        const tables = cutFold(rows, fold, { ...cut, foldOf });
        if (split === 'groups') assertDisjointGroups({ ...tables });
        return tables;
      });
      return { outputs, summary: {}, headline: `${rows.train.length + rows.validation.length} rows in ${folds} folds by ${split}` };
    });
  };

/** A fold's model, by its scores of the rows that its threshold is placed on and of those that were held out from it. */
export interface TrainedFold extends Fold {
  readonly scores: { readonly validation: ArtifactRef; readonly held: ArtifactRef };
}

export interface FinishCrossValidationInput extends CrossValidateJob {
  readonly trained: readonly TrainedFold[];
  /** The same rows, split by rows. */
  readonly trainedByRows?: readonly TrainedFold[];
}

/** Measures each fold on its held-out rows and all of them together. The certification sets are not touched. */
export const finishCrossValidation =
  (ports: Ports) =>
  (input: FinishCrossValidationInput): Promise<StageOutcome<'crossValidation', { folds: number }>> =>
    makeStage(ports, input, async () => {
      const { parameters } = input.request;
      const { seed, limit, rowsPerFold = null, train } = parameters;
      const folds: ScoredFold[] = [];
      for (const fold of input.trained) folds.push(await scoredFold(ports, fold));
      const byRows: ScoredFoldByRows[] = [];
      for (const fold of input.trainedByRows ?? []) byRows.push({ ...(await scoredFold(ports, fold)), learned: await readRows<TrainingRow>(ports, fold.train) });
      const report = crossValidation(folds, { seed, limit, startFrom: foldStart(parameters, train), trainStartsFrom: train.startFrom, rowsPerFold }, input.trainedByRows && byRows);
      return { outputs: { crossValidation: await putJson(ports, report) }, summary: { folds: report.folds.length }, headline: headlineOf(report) };
    });

async function scoredFold(ports: Ports, { fold, train, validation, held, scores }: TrainedFold): Promise<ScoredFold> {
  return { fold, learnedRows: train.rows ?? 0, validation: await scoredRows(ports, validation, scores.validation), held: await scoredRows(ports, held, scores.held) };
}

async function scoredRows(ports: Ports, rows: ArtifactRef, scores: ArtifactRef): Promise<ScoredRow[]> {
  const byId = await scoresById(ports, [scores]);
  return (await readRows<Row>(ports, rows)).map(({ id, groupId, label }) => ({ id, groupId, label, score: byId.get(id)! }));
}

function headlineOf({ folds, limit, mean: { recall, rocAuc }, leakage }: CrossValidation): string {
  const premium = leakage?.all.recall?.premium.estimate;
  return (
    `${folds.length} folds: recall ${percent(recall.mean, 1)} ± ${percent(recall.deviation, 1)} at thresholds placed for ${percent(limit, 1)} false positives, ROC-AUC ${rocAuc.mean.toFixed(4)} ± ${rocAuc.deviation.toFixed(4)}` +
    (premium === undefined ? '' : `; split by rows, recall would look ${signedPoints(premium, 1)} points different`)
  );
}
