import { betaQuantile } from './beta.ts';
import { checkOpenShare } from './check.ts';

/**
 * The t >= 0 with P(|T| <= t) = confidence for Student's T: half the width of a two-sided interval, in standard errors.
 * `degreesOfFreedom` may be any number > 0. Errors: HONE_INVALID_INPUT.
 * Source: T^2 / (T^2 + df) is Beta(1/2, df/2); Johnson, Kotz & Balakrishnan, Continuous Univariate Distributions 2, 28.2.
 */
export function studentT(confidence: number, degreesOfFreedom: number): number {
  checkOpenShare('confidence', confidence);
  // The complement is asked for, since it is the small one: 1 - x would lose digits.
  const complement = betaQuantile(1 - confidence, degreesOfFreedom / 2, 0.5);
  return Math.sqrt((degreesOfFreedom * (1 - complement)) / complement);
}
