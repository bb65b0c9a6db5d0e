import { checkScores } from './check.ts';
import type { Scores } from './ranking.ts';

/**
 * The temperature T at which P(malicious) = sigmoid(logit / T) fits the labels best: it minimises the negative log-likelihood,
 * each class weighing the same, so that the mix of the rows does not matter. Above 1 the scores were too sure of themselves. The order of
 * scores, and so every decision at a threshold moved along, stays. Of scores that a threshold separates wholly the likelihood has no
 * maximum: then T is `LOWEST_TEMPERATURE`. Errors: HONE_INVALID_INPUT.
 * Source: Guo, Pleiss, Sun & Weinberger (2017), ICML, PMLR 70, 1321–1330.
 */
export function fitTemperature(benignScores: Scores, maliciousScores: Scores): number {
  checkScores('benignScores', benignScores);
  checkScores('maliciousScores', maliciousScores);
  // As logits of the label's own class: the loss of a row is log(1 + exp(-logit / T)).
  const benign = Float64Array.from(benignScores, (score) => -logit(score));
  const malicious = Float64Array.from(maliciousScores, logit);
  const loss = (logTemperature: number): number => meanLoss(benign, Math.exp(logTemperature)) + meanLoss(malicious, Math.exp(logTemperature));
  return Math.exp(minimumOf(loss, Math.log(LOWEST_TEMPERATURE), Math.log(HIGHEST_TEMPERATURE)));
}

/** A score at another temperature; 0 and 1 stay what they are. */
export function atTemperature(score: number, temperature: number): number {
  return 1 / (1 + Math.exp(-Math.log(score / (1 - score)) / temperature));
}

/** Where the search ends: a temperature near either end was not found, but given up on. */
export const [LOWEST_TEMPERATURE, HIGHEST_TEMPERATURE] = [0.05, 20];

/** Scores reach 0 and 1, whose logits are infinite: no row may weigh more than this in a fit. */
const FURTHEST = 1e-7;

function logit(score: number): number {
  const kept = Math.min(1 - FURTHEST, Math.max(FURTHEST, score));
  return Math.log(kept / (1 - kept));
}

function meanLoss(logits: Float64Array, temperature: number): number {
  let sum = 0;
  for (const value of logits) sum += Math.log1p(Math.exp(-Math.abs(value) / temperature)) + Math.max(0, -value / temperature);
  return sum / logits.length;
}

/** Golden-section search: the loss has one minimum, for it is convex in 1/T. */
function minimumOf(f: (x: number) => number, low: number, high: number): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [left, right] = [high - ratio * (high - low), low + ratio * (high - low)];
  let [atLeft, atRight] = [f(left), f(right)];
  while (high - low > 1e-6) {
    if (atLeft < atRight) {
      [high, right, atRight] = [right, left, atLeft];
      left = high - ratio * (high - low);
      atLeft = f(left);
    } else {
      [low, left, atLeft] = [left, right, atRight];
      right = low + ratio * (high - low);
      atRight = f(right);
    }
  }
  return (low + high) / 2;
}
