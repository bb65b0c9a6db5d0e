import { invalidInput } from '../errors.ts';
import { checkScores } from './check.ts';
import type { Scores } from './ranking.ts';

/**
 * Expected calibration error of P(malicious): the mean distance, over equal-width bins weighted by rows, between the
 * mean score and the share that is malicious. In [0, 1]; it depends on the prevalence. Errors: HONE_INVALID_INPUT.
 * Source: Naeini, Cooper & Hauskrecht (2015), AAAI 29, 2901–2907.
 */
export function expectedCalibrationError(benignScores: Scores, maliciousScores: Scores, bins = 15): number {
  if (!Number.isInteger(bins) || bins < 1) throw invalidInput('bins', bins, 'Give a whole number >= 1.');
  checkScores('benignScores', benignScores);
  checkScores('maliciousScores', maliciousScores);
  // |mean score - malicious share| times rows is |sum of (score - label)|: one number a bin is enough.
  const gaps = new Float64Array(bins);
  const add = (scores: Scores, label: 0 | 1): void => {
    for (let i = 0; i < scores.length; i++) {
      const bin = Math.min(bins - 1, Math.floor(scores[i]! * bins));
      gaps[bin]! += scores[i]! - label;
    }
  };
  add(benignScores, 0);
  add(maliciousScores, 1);
  const total = gaps.reduce((sum, gap) => sum + Math.abs(gap), 0);
  return total / (benignScores.length + maliciousScores.length);
}

/**
 * Mean squared distance between P(malicious) and the label: 0 is perfect, 0.25 is what 0.5 everywhere scores.
 * Errors: HONE_INVALID_INPUT. Source: Brier (1950), Monthly Weather Review 78, 1–3.
 */
export function brierScore(benignScores: Scores, maliciousScores: Scores): number {
  checkScores('benignScores', benignScores);
  checkScores('maliciousScores', maliciousScores);
  let sum = 0;
  for (let i = 0; i < benignScores.length; i++) sum += benignScores[i]! ** 2;
  for (let i = 0; i < maliciousScores.length; i++) sum += (1 - maliciousScores[i]!) ** 2;
  return sum / (benignScores.length + maliciousScores.length);
}
