import { calibrationReport } from './calibration-report.ts';
import type { CalibrationReport } from './calibration-report.ts';
import { fitCalibration } from './fit-calibration.ts';
import type { Label, Row } from './row.ts';
import { atTemperature } from './statistics/temperature.ts';

/** What ships: the threshold, and the temperature of the scores that it is for (null: the model's own). */
export interface Calibrated {
  readonly threshold: number;
  readonly calibration: CalibrationReport | null;
  /** Scores of the model, or of another file of it, as a package with this temperature gives them. */
  readonly shipped: (scores: Float64Array) => Float64Array;
}

/**
 * Fits a temperature on a model's own scores and places the threshold anew on the scores at it. No decision on these rows may change: where
 * rounding would change one, or the scores tell no temperature, the scores ship as they are. Errors: HONE_INVALID_INPUT.
 */
export function calibrateScores(
  rows: readonly Pick<Row, 'label'>[],
  own: { readonly scores: Float64Array; readonly threshold: number },
  thresholdOf: (scores: Float64Array) => number,
): Calibrated {
  const of = (label: Label): Float64Array => own.scores.filter((_, index) => rows[index]!.label === label);
  const byLabel = { benign: of('benign'), malicious: of('malicious') };
  const temperature = fitCalibration(byLabel);
  if (temperature === undefined) return ownScores(own.threshold);
  const shipped = (scores: Float64Array): Float64Array => scores.map((score) => atTemperature(score, temperature));
  const after = shipped(own.scores);
  const threshold = thresholdOf(after);
  const same = own.scores.every((score, index) => score >= own.threshold === after[index]! >= threshold);
  return same ? { threshold, calibration: calibrationReport(temperature, byLabel), shipped } : ownScores(own.threshold);
}

/** Without a temperature: the threshold is for the model's own scores. */
export function ownScores(threshold: number): Calibrated {
  return { threshold, calibration: null, shipped: (scores) => scores };
}
