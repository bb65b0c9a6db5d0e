import type { PairedDifference } from './paired-difference.ts';

/**
 * First minus second, of two independent figures with intervals of one confidence, which the interval of their difference then has: the
 * distances to the ends are squared and added.
 * Source: Zou & Donner (2008), Statistics in Medicine 27, 1693–1702 (MOVER), after Newcombe (1998), Statistics in Medicine 17, 873–890, method 10.
 */
export function independentDifference(first: PairedDifference, second: PairedDifference): PairedDifference {
  const estimate = first.estimate - second.estimate;
  return {
    estimate,
    low: estimate - Math.hypot(first.estimate - first.low, second.high - second.estimate),
    high: estimate + Math.hypot(first.high - first.estimate, second.estimate - second.low),
  };
}
