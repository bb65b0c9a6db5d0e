import { checkShare } from './check.ts';

/**
 * p-values of a family of tests as Holm adjusts them, in the given order: a family in which none below alpha is called
 * significant has a false call with probability at most alpha, whatever the tests' dependence.
 * Errors: HONE_INVALID_INPUT outside [0, 1]. Source: Holm (1979), Scandinavian Journal of Statistics 6, 65–70.
 */
export function holmAdjusted(pValues: readonly number[]): number[] {
  for (const p of pValues) checkShare('p', p);
  const ascending = pValues.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p);
  const adjusted = new Array<number>(pValues.length);
  let least = 0;
  for (const [rank, { p, index }] of ascending.entries()) {
    // Never below that of a smaller p-value, so that the order stays.
    least = Math.max(least, Math.min(1, (pValues.length - rank) * p));
    adjusted[index] = least;
  }
  return adjusted;
}
