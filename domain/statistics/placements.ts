import { invalidInput } from '../errors.ts';
import type { Scores } from './ranking.ts';

/** Of each attack the share of benign rows that it scores above, of each benign row the share of attacks above it; ties count half. */
export interface Placements {
  readonly above: readonly number[];
  readonly below: readonly number[];
}

/** What is below is rounding of a variance of 0. */
export const SMALLEST_VARIANCE = 1e-15;

/** Both means are the area under the ROC curve. O(n log n). Errors: HONE_INVALID_INPUT for a score outside [0, 1]. Source: DeLong, DeLong & Clarke-Pearson (1988), Biometrics 44, 837–845. */
export function placements(benign: Scores, malicious: Scores, model: string): Placements {
  const [honest, attacks] = [ascending(benign, model), ascending(malicious, model)];
  return {
    above: Array.from(malicious, (score) => midrank(honest, score) / honest.length),
    below: Array.from(benign, (score) => 1 - midrank(attacks, score) / attacks.length),
  };
}

function ascending(scores: Scores, model: string): Float64Array {
  for (let row = 0; row < scores.length; row++) if (!(scores[row]! >= 0 && scores[row]! <= 1)) throw invalidInput(`score of ${model}`, scores[row], 'Give numbers in [0, 1].');
  return Float64Array.from(scores).sort();
}

/** How many of the values are under this one, equal ones counting half. */
function midrank(values: Float64Array, value: number): number {
  return (countWhile(values, (each) => each < value) + countWhile(values, (each) => each <= value)) / 2;
}

/** Length of the front part for which the condition holds, by halves. */
function countWhile(values: Float64Array, holds: (value: number) => boolean): number {
  let [from, to] = [0, values.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (holds(values[middle]!)) from = middle + 1;
    else to = middle;
  }
  return from;
}
