import { expect, test } from '@jest/globals';
import { chiSquareTail } from '../../../../domain/statistics/chi-square.ts';

// Critical values of NIST/SEMATECH e-Handbook 1.3.6.7.4, which has three decimals.
test.each([
  [3.841, 1, 0.05],
  [6.635, 1, 0.01],
  [9.488, 4, 0.05],
  [13.277, 4, 0.01],
  [18.307, 10, 0.05],
  [30.144, 19, 0.05],
])('P(X >= %d) with %i degrees of freedom is %d', (x, degreesOfFreedom, tail) => expect(chiSquareTail(x, degreesOfFreedom)).toBeCloseTo(tail, 4));

test('with 2 degrees of freedom it is exp(-x/2), and 1 at 0', () => {
  expect(chiSquareTail(3, 2)).toBeCloseTo(Math.exp(-1.5), 12);
  expect(chiSquareTail(0, 7)).toBe(1);
});

test.each([[-1, 3, 'x: -1'], [Number.NaN, 3, 'x: '], [1, 0, 'degreesOfFreedom: 0']])('refuses %d with %d degrees of freedom', (x, df, message) => expect(() => chiSquareTail(x, df)).toThrow(message));
