import type { ScoredRow } from '../fit-threshold.ts';
import { onePerGroup } from '../gates.ts';
import type { TrainSettings } from '../profile.ts';
import type { Row } from '../row.ts';
import { foldMean } from '../statistics/fold-mean.ts';
import type { FoldMean } from '../statistics/fold-mean.ts';
import { homogeneity } from '../statistics/homogeneity.ts';
import type { Homogeneity } from '../statistics/homogeneity.ts';
import { measuredShare } from '../statistics/measured-share.ts';
import type { MeasuredShare } from '../statistics/measured-share.ts';
import { confusionAt, f1, prevalence, recallAtFalsePositiveRate, rocAuc } from '../statistics/ranking.ts';
import type { Confusion } from '../statistics/ranking.ts';
import { leakagePremium } from './leakage-premium.ts';
import type { LeakagePremium } from './leakage-premium.ts';

/** Group k-fold cross-validation of a run's training, as JSON: what its settings do to rows whose groups were not learned from. Rates are fractions. */
export interface CrossValidation {
  readonly schema: 1;
  /** False-positive rate of validation rows that a fold's threshold may reach; the gate's. */
  readonly limit: number;
  /** From `champion`, the weights may have learned held-out rows before. */
  readonly startFrom: TrainSettings['startFrom'];
  /** What the run's own training starts from: where it is another, the level of the folds is not the run's. */
  readonly trainStartsFrom: TrainSettings['startFrom'];
  /** Most rows a fold's training learned from; null for all. */
  readonly rowsPerFold: number | null;
  readonly folds: readonly MeasuredFold[];
  readonly mean: Readonly<Record<FoldMeasure, FoldMean>>;
  /** All held-out rows, each judged by the model and at the threshold of its fold. */
  readonly pooled: FoldFigures & { readonly prevalence: number };
  /** Whether the folds' rates differ by more than their sizes explain, over one row per group; null where too few rows tell. */
  readonly differ: Readonly<Record<'falsePositives' | 'recall', Homogeneity | null>>;
  /** Where the same rows were split by rows, too, with those folds. */
  readonly leakage?: LeakagePremium & { readonly folds: readonly MeasuredFold[] };
}

export type FoldMeasure = 'rocAuc' | 'falsePositiveRate' | 'recall' | 'f1';

export interface FoldFigures {
  readonly rocAuc: number;
  readonly falsePositives: MeasuredShare;
  readonly recall: MeasuredShare;
  readonly f1: number;
}

export interface MeasuredFold extends FoldFigures {
  /** From 1 on. */
  readonly fold: number;
  readonly learnedRows: number;
  readonly validationRows: number;
  readonly heldGroups: number;
  /** The lowest one at which no more than `limit` of the fold's benign validation rows are flagged. */
  readonly threshold: number;
}

/** A fold that was trained, with its model's scores of the rows that were held out from it. */
export interface ScoredFold {
  readonly fold: number;
  readonly learnedRows: number;
  readonly validation: readonly ScoredRow[];
  readonly held: readonly ScoredRow[];
}

/** A fold that was split by rows, with what its model learned from. */
export interface ScoredFoldByRows extends ScoredFold {
  readonly learned: readonly Pick<Row, 'groupId' | 'label'>[];
}

export interface CrossValidationSettings extends Pick<CrossValidation, 'limit' | 'startFrom' | 'trainStartsFrom' | 'rowsPerFold'> {
  /** Chooses the row of each group, as the gates do. */
  readonly seed: number;
}

/**
 * Measures every fold and all of them together; with folds of the same rows `byRows`, what those flatter by.
 * Errors: HONE_INVALID_INPUT for fewer than two folds or a fold without a class.
 */
export function crossValidation(scored: readonly ScoredFold[], { seed, ...settings }: CrossValidationSettings, byRows?: readonly ScoredFoldByRows[]): CrossValidation {
  const { limit } = settings;
  const folds = scored.map((fold) => measureFold(fold, limit));
  const over = (of: (fold: MeasuredFold) => number): FoldMean => foldMean(folds.map(of));
  const counts = scored.map(({ held }, index) => confusionOf(onePerGroup(held, seed), folds[index]!.threshold));
  const total = sumOf(scored.map(({ held }, index) => confusionOf(held, folds[index]!.threshold)));
  return {
    schema: 1,
    ...settings,
    folds,
    mean: { rocAuc: over((fold) => fold.rocAuc), falsePositiveRate: over((fold) => fold.falsePositives.rate), recall: over((fold) => fold.recall.rate), f1: over((fold) => fold.f1) },
    pooled: { ...figuresOf(scored.flatMap(({ held }) => held), total), prevalence: prevalence(total) },
    differ: {
      falsePositives: homogeneity(counts.map(({ falsePositives, trueNegatives }) => ({ count: falsePositives, n: falsePositives + trueNegatives }))),
      recall: homogeneity(counts.map(({ truePositives, falseNegatives }) => ({ count: truePositives, n: truePositives + falseNegatives }))),
    },
    ...(byRows && { leakage: leakageOf(scored, folds, byRows, { limit, seed }) }),
  };
}

function leakageOf(scored: readonly ScoredFold[], measured: readonly MeasuredFold[], byRows: readonly ScoredFoldByRows[], { limit, seed }: Pick<CrossValidationSettings, 'limit' | 'seed'>): NonNullable<CrossValidation['leakage']> {
  const folds = byRows.map((fold) => measureFold(fold, limit));
  const judged = <T extends ScoredFold>(all: readonly T[], by: readonly MeasuredFold[]): (T & Pick<MeasuredFold, 'threshold'>)[] => all.map((fold, index) => ({ ...fold, threshold: by[index]!.threshold }));
  return { ...leakagePremium(judged(scored, measured), judged(byRows, folds), seed), folds };
}

function measureFold({ fold, learnedRows, validation, held }: ScoredFold, limit: number): MeasuredFold {
  const { threshold } = recallAtFalsePositiveRate(scoresOf(validation, 'benign'), scoresOf(validation, 'malicious'), limit);
  const heldGroups = new Set(held.map(({ groupId }) => groupId)).size;
  return { fold: fold + 1, learnedRows, validationRows: validation.length, heldGroups, threshold, ...figuresOf(held, confusionOf(held, threshold)) };
}

function figuresOf(rows: readonly ScoredRow[], confusion: Confusion): FoldFigures {
  const { falsePositives, trueNegatives, truePositives, falseNegatives } = confusion;
  return {
    rocAuc: rocAuc(scoresOf(rows, 'benign'), scoresOf(rows, 'malicious')),
    falsePositives: measuredShare(falsePositives, falsePositives + trueNegatives),
    recall: measuredShare(truePositives, truePositives + falseNegatives),
    f1: f1(confusion),
  };
}

function confusionOf(rows: readonly ScoredRow[], threshold: number): Confusion {
  return confusionAt(threshold, scoresOf(rows, 'benign'), scoresOf(rows, 'malicious'));
}

function sumOf(confusions: readonly Confusion[]): Confusion {
  const sum = (field: keyof Confusion): number => confusions.reduce((total, each) => total + each[field], 0);
  return { falsePositives: sum('falsePositives'), trueNegatives: sum('trueNegatives'), truePositives: sum('truePositives'), falseNegatives: sum('falseNegatives') };
}

function scoresOf(rows: readonly ScoredRow[], label: ScoredRow['label']): number[] {
  return rows.filter((row) => row.label === label).map(({ score }) => score);
}
