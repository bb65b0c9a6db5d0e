import { classSample } from '../class-sample.ts';
import { withoutHalves } from '../contrast-pairs.ts';
import { invalidInput } from '../errors.ts';
import type { Label, TrainingRow } from '../row.ts';

/** What a training learns from and is validated on. */
export interface LearnedRows {
  readonly train: readonly TrainingRow[];
  readonly validation: readonly TrainingRow[];
}

/** How a training set is cut: `rowsPerFold` is the most rows one fold's training learns from, the first ones in their order. */
export interface FoldCut {
  readonly folds: number;
  readonly rowsPerFold?: number;
  readonly foldOf: (row: TrainingRow) => number;
}

/**
 * One fold's training: the run's own `train` and `validation` without what `foldOf` deals to the fold, and the original rows of that, which are
 * held out. Rows that were made or mined are learned from where they are not dealt to the fold, and never held out themselves; of contrast pairs
 * only whole ones, and none that has a row in the group of a held-out one. Errors: HONE_INVALID_INPUT where a table would lack a class.
 */
export function cutFold({ train, validation }: LearnedRows, fold: number, { folds, rowsPerFold, foldOf }: FoldCut): LearnedRows & { readonly held: readonly TrainingRow[] } {
  const others = (rows: readonly TrainingRow[]): TrainingRow[] => rows.filter((row) => foldOf(row) !== fold);
  const held = [...train, ...validation].filter((row) => row.origin === 'original' && foldOf(row) === fold);
  const heldGroups = new Set(held.map(({ groupId }) => groupId));
  const learned = others(train).filter((row) => row.origin !== 'contrast-pair' || !heldGroups.has(row.groupId));
  const tables = {
    train: withoutHalves(rowsPerFold === undefined ? learned : classSample(learned, rowsPerFold).flat()),
    validation: others(validation),
    held,
  };
  for (const [name, rows] of Object.entries(tables)) {
    for (const label of LABELS) if (!rows.some((row) => row.label === label)) throw invalidInput('folds', folds, `Fold ${fold + 1} has no ${label} ${WHAT[name as keyof typeof tables]}. Write fewer folds, or 0 for no cross-validation.`);
  }
  return tables;
}

const LABELS = ['benign', 'malicious'] as const satisfies readonly Label[];

const WHAT = { train: 'row to learn from', validation: 'row to place its threshold on', held: 'row to be measured on' };
