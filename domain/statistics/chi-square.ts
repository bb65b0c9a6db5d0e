import gammainc from '@stdlib/math-base-special-gammainc';
import { invalidInput } from '../errors.ts';

/**
 * P(X >= x) for X ~ chi-square with so many degrees of freedom, x >= 0. Errors: HONE_INVALID_INPUT.
 * Source: the regularised upper incomplete gamma function Q(df/2, x/2); Abramowitz & Stegun (1964), 26.4.19.
 */
export function chiSquareTail(x: number, degreesOfFreedom: number): number {
  if (!(x >= 0)) throw invalidInput('x', x, 'Give a number >= 0.');
  if (!(degreesOfFreedom > 0)) throw invalidInput('degreesOfFreedom', degreesOfFreedom, 'Give a number > 0.');
  return gammainc(x / 2, degreesOfFreedom / 2, true, true);
}
