import { byHash } from '../domain/by-hash.ts';
import type { ArtifactRef } from '../domain/artifact-ref.ts';
import { crossValidation } from '../domain/cross-validation/cross-validation.ts';
import type { CrossValidation, ScoredFold } from '../domain/cross-validation/cross-validation.ts';
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
export type CrossValidateParameters = CrossValidationSettings & TrainParameters & { readonly limit: number };
/** What `train` is given. */
export type CrossValidateJob = StageJob<CrossValidateParameters, TrainInputs>;

/** Cuts what `train` learns from, and its validation rows, into folds by group. */
export const cutCrossValidation =
  (ports: Ports) =>
  ({ request: { parameters, inputs }, lease }: CrossValidateJob): Promise<StageOutcome<FoldOutput>> => {
    const { seed, folds, rowsPerFold } = parameters;
    const { train, validation } = inputs;
    const cut = { folds, ...(rowsPerFold !== undefined && { rowsPerFold }) };
    return makeUnit(ports, { unit: 'cross-validation-folds', parameters: { seed, ...cut }, inputs: { train, validation } }, lease, async (workshop) => {
      const read = async (ref: ArtifactRef): Promise<TrainingRow[]> => byHash(await readRows<TrainingRow>(ports, ref), 'cross-validation', seed);
      const rows = { train: await read(train), validation: await read(validation) };
      // Hashing is the slow part: once for all folds.
      const foldOfGroup = new Map([...rows.train, ...rows.validation].map(({ groupId }) => [groupId, groupFold('cross-validation-fold', groupId, seed, folds)]));
      const outputs = await putFolds<TrainingRow>(ports, workshop, TRAINING_COLUMNS, folds, (fold) => {
        const tables = cutFold(rows, fold, { ...cut, foldOf: ({ groupId }) => foldOfGroup.get(groupId)! });
        assertDisjointGroups({ ...tables });
        return tables;
      });
      return { outputs, summary: {}, headline: `${rows.train.length + rows.validation.length} rows in ${folds} folds` };
    });
  };

/** A fold's model, by its scores of the rows that its threshold is placed on and of those it never saw the groups of. */
export interface TrainedFold extends Fold {
  readonly scores: { readonly validation: ArtifactRef; readonly held: ArtifactRef };
}

export interface FinishCrossValidationInput extends CrossValidateJob {
  readonly trained: readonly TrainedFold[];
}

/** Measures each fold on its held-out rows and all of them together. The certification sets are not touched. */
export const finishCrossValidation =
  (ports: Ports) =>
  (input: FinishCrossValidationInput): Promise<StageOutcome<'crossValidation', { folds: number }>> =>
    makeStage(ports, input, async () => {
      const { seed, limit, rowsPerFold, train } = input.request.parameters;
      const folds: ScoredFold[] = [];
      for (const { fold, train: learned, validation, held, scores } of input.trained) {
        folds.push({ fold, learnedRows: learned.rows ?? 0, validation: await scoredRows(ports, validation, scores.validation), held: await scoredRows(ports, held, scores.held) });
      }
      const report = crossValidation(folds, { seed, limit, startFrom: train.startFrom, rowsPerFold: rowsPerFold ?? null });
      return { outputs: { crossValidation: await putJson(ports, report) }, summary: { folds: report.folds.length }, headline: headlineOf(report) };
    });

async function scoredRows(ports: Ports, rows: ArtifactRef, scores: ArtifactRef): Promise<ScoredRow[]> {
  const byId = await scoresById(ports, [scores]);
  return (await readRows<Row>(ports, rows)).map(({ id, groupId, label }) => ({ id, groupId, label, score: byId.get(id)! }));
}

function headlineOf({ folds, limit, mean: { recall, rocAuc } }: CrossValidation): string {
  return `${folds.length} folds: recall ${percent(recall.mean, 1)} ± ${percent(recall.deviation, 1)} at thresholds placed for ${percent(limit, 1)} false positives, ROC-AUC ${rocAuc.mean.toFixed(4)} ± ${rocAuc.deviation.toFixed(4)}`;
}
