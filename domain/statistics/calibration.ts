import { invalidInput } from '../errors.ts';
import { checkOpenShare, checkScores } from './check.ts';
import type { Scores } from './ranking.ts';

/**
 * Expected calibration error of P(malicious): the mean distance, over equal-width bins weighted by rows, between the
 * mean score and the share that is malicious. In [0, 1]; it depends on the prevalence, which is that of the rows unless one is
 * given: then each class is weighed to it. Errors: HONE_INVALID_INPUT.
 * Source: Naeini, Cooper & Hauskrecht (2015), AAAI 29, 2901–2907.
 */
export function expectedCalibrationError(benignScores: Scores, maliciousScores: Scores, bins = 15, prevalence?: number): number {
  if (!Number.isInteger(bins) || bins < 1) throw invalidInput('bins', bins, 'Give a whole number >= 1.');
  checkScores('benignScores', benignScores);
  checkScores('maliciousScores', maliciousScores);
  // |mean score - malicious share| times rows is |sum of (score - label)|: one number a bin is enough.
  const weights = weightsOf(benignScores, maliciousScores, prevalence);
  const gaps = new Float64Array(bins);
  const add = (scores: Scores, label: 0 | 1, weight: number): void => {
    for (let i = 0; i < scores.length; i++) {
      const bin = Math.min(bins - 1, Math.floor(scores[i]! * bins));
      gaps[bin]! += weight * (scores[i]! - label);
    }
  };
  add(benignScores, 0, weights.benign);
  add(maliciousScores, 1, weights.malicious);
  const total = gaps.reduce((sum, gap) => sum + Math.abs(gap), 0);
  return total / weights.total;
}

/**
 * Mean squared distance between P(malicious) and the label: 0 is perfect, 0.25 is what 0.5 everywhere scores.
 * At the prevalence of the rows unless one is given. Errors: HONE_INVALID_INPUT. Source: Brier (1950), Monthly Weather Review 78, 1–3.
 */
export function brierScore(benignScores: Scores, maliciousScores: Scores, prevalence?: number): number {
  checkScores('benignScores', benignScores);
  checkScores('maliciousScores', maliciousScores);
  const weights = weightsOf(benignScores, maliciousScores, prevalence);
  let [benign, malicious] = [0, 0];
  for (let i = 0; i < benignScores.length; i++) benign += benignScores[i]! ** 2;
  for (let i = 0; i < maliciousScores.length; i++) malicious += (1 - maliciousScores[i]!) ** 2;
  return (weights.benign * benign + weights.malicious * malicious) / weights.total;
}

/** What a row of each class weighs: 1, or so much that the classes are mixed as the prevalence says. */
function weightsOf({ length: benign }: Scores, { length: malicious }: Scores, prevalence: number | undefined): Record<'benign' | 'malicious' | 'total', number> {
  if (prevalence === undefined) return { benign: 1, malicious: 1, total: benign + malicious };
  checkOpenShare('prevalence', prevalence);
  return { benign: (1 - prevalence) / benign, malicious: prevalence / malicious, total: 1 };
}
