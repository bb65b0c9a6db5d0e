import cdf from '@stdlib/stats-base-dists-beta-cdf';
import quantile from '@stdlib/stats-base-dists-beta-quantile';

/** P(X <= x) for X ~ Beta(alpha, beta), alpha and beta > 0. The one door to the library. */
export function betaCdf(x: number, alpha: number, beta: number): number {
  return cdf(x, alpha, beta);
}

/** The x with P(X <= x) = probability for X ~ Beta(alpha, beta), alpha and beta > 0. */
export function betaQuantile(probability: number, alpha: number, beta: number): number {
  return quantile(probability, alpha, beta);
}
