import type { ArtifactRef } from '../domain/artifact-ref.ts';
import { byHash } from '../domain/by-hash.ts';
import { classSample } from '../domain/class-sample.ts';
import { countBy } from '../domain/count-by.ts';
import { invalidInput } from '../domain/errors.ts';
import { groupFold } from '../domain/group-fold.ts';
import type { ReviewSettings } from '../domain/profile.ts';
import type { Label, Row, Score } from '../domain/row.ts';
import type { StageJob, StageOutcome } from '../domain/stages.ts';
import { DOUBT_COLUMNS } from './engine/doubts.ts';
import type { Doubt } from './engine/doubts.ts';
import { makeStage, makeUnit } from './engine/make.ts';
import { putFolds } from './engine/put-folds.ts';
import type { FoldOutput } from './engine/put-folds.ts';
import { frozenDecisions } from './engine/reviews.ts';
import { putRows, readAll, readRows, ROW_COLUMNS } from './engine/rows.ts';
import type { TrainParameters } from './engine/train-request.ts';
import type { Ports } from './ports.ts';

/** The settings of the review, and of the short trainings. */
export type AuditParameters = ReviewSettings & TrainParameters;
/** `decisions`: what people have said about doubtful texts so far. */
export type AuditInputs = { readonly training: ArtifactRef; readonly decisions?: ArtifactRef };
export type AuditJob = StageJob<AuditParameters, AuditInputs>;

/** Cuts the training set into folds by group. A fold's model learns from a sample of the other folds; a few of these rows are its validation. */
export const cutFolds =
  (ports: Ports) =>
  ({ request: { parameters, inputs }, lease }: AuditJob): Promise<StageOutcome<FoldOutput>> => {
    const { seed, folds, rowsPerFold } = parameters;
    const { training } = inputs;
    return makeUnit(ports, { unit: 'audit-folds', parameters: { seed, folds, rowsPerFold }, inputs: { training } }, lease, async (workshop) => {
      // Hashing is the slow part: once for all folds.
      const rows = byHash(await readRows<Row>(ports, training), 'audit', seed);
      const foldOf = new Map(rows.map((row) => [row.id, groupFold('audit-fold', row.groupId, seed, folds)]));
      const outputs = await putFolds<Row>(ports, workshop, ROW_COLUMNS, folds, (fold) => {
        const held = rows.filter((row) => foldOf.get(row.id) === fold);
        return held.length > 0 ? { held, ...learned(rows.filter((row) => foldOf.get(row.id) !== fold), parameters) } : undefined;
      });
      return { outputs, summary: {}, headline: `${rows.length} rows in ${folds} folds` };
    });
  };

/** One row in so many is validation. The only evaluation comes after the last step and decides nothing, so few will do. */
const ROWS_PER_VALIDATION_ROW = 20;

/** The first `rowsPerFold` rows, with the classes in their proportion. */
function learned(rows: readonly Row[], { rowsPerFold }: AuditParameters): Record<'train' | 'validation', Row[]> {
  const classes = classSample(rows, rowsPerFold);
  const sizes = (['benign', 'malicious'] as const).map((label) => rows.filter((row) => row.label === label).length);
  if (classes.some(({ length }) => length < 2)) throw invalidInput('rowsPerFold', rowsPerFold, `A fold needs two rows of each class to learn from; the others have ${sizes.join(' benign and ')} malicious. Raise it, or skip the audit.`);
  const few = (of: readonly Row[]): number => Math.ceil(of.length / ROWS_PER_VALIDATION_ROW);
  return { validation: classes.flatMap((of) => of.slice(0, few(of))), train: classes.flatMap((of) => of.slice(few(of))) };
}

export interface FinishAuditInput extends AuditJob {
  /** Scores of the folds, each by the model that did not learn from it. */
  readonly scores: readonly ArtifactRef[];
}

export interface AuditSummary {
  readonly rows: number;
  readonly doubts: number;
  /** Doubtful labels that a person has decided on. */
  readonly decided: number;
  readonly byLabel: Record<string, number>;
  readonly bySource: Record<string, number>;
}

/** Collects the rows whose own label is improbable to a model that never saw their group, and on which nobody has decided. */
export const finishAudit =
  (ports: Ports) =>
  (input: FinishAuditInput): Promise<StageOutcome<'doubts', AuditSummary>> =>
    makeStage(ports, input, async (workshop) => {
      const { parameters, inputs } = input.request;
      const rows = await readRows<Row>(ports, inputs.training);
      const scores = new Map((await readAll<Score>(ports, input.scores)).map(({ id, score }) => [id, score]));
      const decisionOn = await frozenDecisions(ports, inputs.decisions);
      const doubtful = rows.map((row) => doubtOf(row, scores.get(row.id)!)).filter(({ label, score }) => probabilityOf(label, score) < parameters.doubtBelow);
      const doubts = doubtful.filter((row) => decisionOn(row.text) === undefined);
      const summary: AuditSummary = {
        rows: rows.length,
        doubts: doubts.length,
        decided: doubtful.length - doubts.length,
        byLabel: countBy(doubts, (row) => row.label),
        bySource: countBy(doubts, (row) => row.source),
      };
      return { outputs: { doubts: await putRows<Doubt>(ports, workshop, 'doubts', DOUBT_COLUMNS, doubts) }, summary, headline: headlineOf(summary) };
    });

const probabilityOf = (label: Label, score: number): number => (label === 'malicious' ? score : 1 - score);

function doubtOf(row: Row, score: number): Doubt {
  return { ...row, score, reason: `labelled ${row.label}, scored ${score.toFixed(3)} by a model that never saw its group` };
}

function headlineOf({ rows, doubts, decided, byLabel }: AuditSummary): string {
  const wait = doubts === 0 ? '' : ` wait for \`hone review\` (${byLabel.benign ?? 0} benign, ${byLabel.malicious ?? 0} malicious)`;
  return `${doubts} doubtful labels in ${rows}${wait}; ${decided} decided before`;
}
