import { binomialCdf } from './binomial.ts';
import { checkOpenShare, checkScores } from './check.ts';
import { nextUp } from './next-up.ts';
import { countFlagged } from './ranking.ts';
import type { Scores } from './ranking.ts';

export interface NeymanPearsonSettings {
  /** The rate that the true false-positive rate must not exceed: already aim times the gate's limit. */
  readonly limit: number;
  /** Probability with which it may exceed it all the same. */
  readonly delta: number;
}

export interface NeymanPearsonThreshold {
  /** Flag iff score >= threshold. It can be one step above 1, when even the highest score must not be flagged. */
  readonly threshold: number;
  /** Rank (from 1, ascending) of the negative score that the threshold lies just above. */
  readonly order: number;
  /** Bound on the probability that the true false-positive rate exceeds the limit; at most delta. */
  readonly violationProbability: number;
  /** Negatives flagged by the threshold, counted from the scores. Ties at the order statistic are not flagged. */
  readonly flagged: number;
  readonly n: number;
  readonly observedRate: number;
}

/**
 * The lowest threshold whose true false-positive rate exceeds `limit` with probability at most `delta`, from negatives
 * that nothing was trained or mined on. Undefined with fewer rows than `minimumNegatives`. Ties only make it safer.
 * Errors: HONE_INVALID_INPUT. Source: Tong, Feng & Li (2018), Science Advances 4(2), eaao1659, proposition 1.
 */
export function neymanPearsonThreshold(
  negativeScores: Scores,
  settings: NeymanPearsonSettings,
): NeymanPearsonThreshold | undefined {
  const n = negativeScores.length;
  if (n < minimumNegatives(settings)) return undefined;
  checkScores('negativeScores', negativeScores);
  const above = mostAbove(n, settings);
  const order = n - above;
  const threshold = nextUp(Float64Array.from(negativeScores).sort()[order - 1]!);
  const flagged = countFlagged(threshold, negativeScores);
  const violationProbability = binomialCdf(above, n, settings.limit);
  return { threshold, order, violationProbability, flagged, n, observedRate: flagged / n };
}

/** The fewest negatives from which a threshold can be had: (1 - limit)^n <= delta. Errors: HONE_INVALID_INPUT. */
export function minimumNegatives({ limit, delta }: NeymanPearsonSettings): number {
  checkOpenShare('limit', limit);
  checkOpenShare('delta', delta);
  return Math.ceil(Math.log(delta) / Math.log1p(-limit));
}

/** The most negatives that may lie above the order statistic: the largest a with P(Bin(n, limit) <= a) <= delta. */
function mostAbove(n: number, { limit, delta }: NeymanPearsonSettings): number {
  let [allowed, refused] = [0, n];
  while (refused - allowed > 1) {
    const middle = Math.floor((allowed + refused) / 2);
    if (binomialCdf(middle, n, limit) <= delta) allowed = middle;
    else refused = middle;
  }
  return allowed;
}
