import { invalidInput } from '../errors.ts';
import { studentT } from './student-t.ts';

/** A quantity over the folds of a cross-validation. */
export interface FoldMean {
  readonly mean: number;
  /** Standard deviation between folds. */
  readonly deviation: number;
  /** Of the mean, two-sided. */
  readonly low: number;
  readonly high: number;
}

/**
 * Mean of a share over k folds, with its t interval in [0, 1]. Any two folds learn from mostly the same rows, so their scatter alone makes
 * the interval too narrow: the variance is s² (1/k + 1/(k − 1)), where 1/(k − 1) is held-out rows to learned ones. Errors: HONE_INVALID_INPUT.
 * Source: Nadeau & Bengio (2003), Machine Learning 52, 239–281 (the corrected resampled t).
 */
export function foldMean(values: readonly number[], confidence = 0.95): FoldMean {
  const folds = values.length;
  if (folds < 2) throw invalidInput('folds', folds, 'Give the values of at least two folds.');
  const mean = values.reduce((sum, value) => sum + value, 0) / folds;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (folds - 1);
  const half = studentT(confidence, folds - 1) * Math.sqrt(variance * (1 / folds + 1 / (folds - 1)));
  return { mean, deviation: Math.sqrt(variance), low: Math.max(0, mean - half), high: Math.min(1, mean + half) };
}
