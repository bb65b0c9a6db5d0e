import { byHash } from '../domain/by-hash.ts';
import type { ArtifactRef } from '../domain/artifact-ref.ts';
import { crossValidation } from '../domain/cross-validation/cross-validation.ts';
import type { CrossValidation, ScoredFold, ScoredFoldByRows } from '../domain/cross-validation/cross-validation.ts';
import { cutFold } from '../domain/cross-validation/cut-fold.ts';
import type { ScoredRow } from '../domain/fit-threshold.ts';
import { groupFold } from '../domain/group-fold.ts';
import type { CrossValidationSettings } from '../domain/profile.ts';
import { percent } from '../domain/render/numbers.ts';
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
export type CrossValidateParameters = Omit<CrossValidationSettings, 'startFrom'> & TrainParameters & { readonly limit: number };
/** What `train` is given. */
export type CrossValidateJob = StageJob<CrossValidateParameters, TrainInputs>;

/** What is dealt out to folds as one: groups of rows, or rows one by one, whose relatives are then learned from. */
export type FoldSplit = 'groups' | 'rows';

export interface CutCrossValidationInput extends CrossValidateJob {
  /** Default: groups. */
  readonly split?: FoldSplit;
}

/** Cuts what `train` learns from, and its validation rows, into folds. */
export const cutCrossValidation =
  (ports: Ports) =>
  ({ request: { parameters, inputs }, lease, split = 'groups' }: CutCrossValidationInput): Promise<StageOutcome<FoldOutput>> => {
    const { seed, folds, rowsPerFold } = parameters;
    const { train, validation } = inputs;
    const cut = { folds, ...(rowsPerFold !== undefined && { rowsPerFold }) };
    return makeUnit(ports, { unit: 'cross-validation-folds', parameters: { seed, ...cut, ...(split === 'rows' && { split }) }, inputs: { train, validation } }, lease, async (workshop) => {
      const read = async (ref: ArtifactRef): Promise<TrainingRow[]> => byHash(await readRows<TrainingRow>(ports, ref), 'cross-validation', seed);
      const rows = { train: await read(train), validation: await read(validation) };
      // Hashing is the slow part: once for all folds.
      const foldOf = new Map([...rows.train, ...rows.validation].map((row) => [dealtAs(row, split), groupFold('cross-validation-fold', dealtAs(row, split), seed, folds)]));
      const outputs = await putFolds<TrainingRow>(ports, workshop, TRAINING_COLUMNS, folds, (fold) => {
        const tables = cutFold(rows, fold, { ...cut, foldOf: (row) => foldOf.get(dealtAs(row, split))! });
        if (split === 'groups') assertDisjointGroups({ ...tables });
        return tables;
      });
      return { outputs, summary: {}, headline: `${rows.train.length + rows.validation.length} rows in ${folds} folds by ${split}` };
    });
  };

/** A contrast pair is one example of two rows, so it stays together however rows are split. */
function dealtAs({ id, groupId, origin }: TrainingRow, split: FoldSplit): string {
  return split === 'groups' || origin === 'contrast-pair' ? groupId : id;
}

/** A fold's model, by its scores of the rows that its threshold is placed on and of those it never saw the groups of. */
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
      const { seed, limit, rowsPerFold, train } = input.request.parameters;
      const folds: ScoredFold[] = [];
      for (const fold of input.trained) folds.push(await scoredFold(ports, fold));
      const byRows: ScoredFoldByRows[] = [];
      for (const fold of input.trainedByRows ?? []) byRows.push({ ...(await scoredFold(ports, fold)), learnedGroups: await groupsOf(ports, fold.train) });
      const report = crossValidation(folds, { seed, limit, startFrom: train.startFrom, rowsPerFold: rowsPerFold ?? null }, input.trainedByRows && byRows);
      return { outputs: { crossValidation: await putJson(ports, report) }, summary: { folds: report.folds.length }, headline: headlineOf(report) };
    });

async function scoredFold(ports: Ports, { fold, train, validation, held, scores }: TrainedFold): Promise<ScoredFold> {
  return { fold, learnedRows: train.rows ?? 0, validation: await scoredRows(ports, validation, scores.validation), held: await scoredRows(ports, held, scores.held) };
}

async function groupsOf(ports: Ports, rows: ArtifactRef): Promise<Set<string>> {
  return new Set((await readRows<Row>(ports, rows)).map(({ groupId }) => groupId));
}

async function scoredRows(ports: Ports, rows: ArtifactRef, scores: ArtifactRef): Promise<ScoredRow[]> {
  const byId = await scoresById(ports, [scores]);
  return (await readRows<Row>(ports, rows)).map(({ id, groupId, label }) => ({ id, groupId, label, score: byId.get(id)! }));
}

function headlineOf({ folds, limit, mean: { recall, rocAuc } }: CrossValidation): string {
  return `${folds.length} folds: recall ${percent(recall.mean, 1)} ± ${percent(recall.deviation, 1)} at thresholds placed for ${percent(limit, 1)} false positives, ROC-AUC ${rocAuc.mean.toFixed(4)} ± ${rocAuc.deviation.toFixed(4)}`;
}
