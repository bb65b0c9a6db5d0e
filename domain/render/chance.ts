import { percent } from './numbers.ts';

/** A probability that is not known to be 0 or 1: `73.3 %`, `over 99.9 %`, `under 0.1 %`. */
export function chance(probability: number): string {
  if (probability > 0.999) return 'over 99.9 %';
  return probability < 0.001 ? 'under 0.1 %' : percent(probability);
}
