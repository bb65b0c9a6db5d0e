import { describe, expect, test } from '@jest/globals';
import { leastSquares, predict } from '../../../../domain/statistics/least-squares.ts';

describe('leastSquares', () => {
  // Worked by hand: x = 1…5, y = 2, 4, 5, 4, 5: slope 0.6, intercept 2.2, residual sum of squares 2.4.
  const line = leastSquares([1, 2, 3, 4, 5].map((x) => [1, x]), [2, 4, 5, 4, 5])!;

  test('fits a line, and says how well', () => {
    expect(line.coefficients[0]).toBeCloseTo(2.2, 12);
    expect(line.coefficients[1]).toBeCloseTo(0.6, 12);
    expect(line).toMatchObject({ degreesOfFreedom: 3 });
    expect(line.residualVariance).toBeCloseTo(0.8, 12);
  });

  test('a prediction varies more the farther it lies from the middle', () => {
    // s² (1 + 1/5 + (x - 3)² / 10)
    expect(predict(line, [1, 3])).toEqual({ mean: expect.closeTo(4, 12), variance: expect.closeTo(0.8 * 1.2, 12) });
    expect(predict(line, [1, 7])).toEqual({ mean: expect.closeTo(6.4, 12), variance: expect.closeTo(0.8 * 2.8, 12) });
  });

  test('recovers a plane exactly', () => {
    const design = [[1, 0, 0], [1, 8, 1], [1, 3, 5], [1, 2, 2], [1, 7, 0.5]];
    const plane = leastSquares(design, design.map(([, a = 0, b = 0]) => -3 + 0.25 * a - 2 * b))!;
    [-3, 0.25, -2].forEach((coefficient, index) => expect(plane.coefficients[index]).toBeCloseTo(coefficient, 10));
    expect(plane.residualVariance).toBeCloseTo(0, 15);
  });

  test.each([
    ['no more rows than columns', [[1, 0], [1, 1]], [1, 2]],
    ['a column that says what another says', [[1, 2, 4], [1, 3, 6], [1, 5, 10], [1, 9, 18]], [1, 2, 3, 4]],
    ['a column that never changes, beside the constant', [[1, 7], [1, 7], [1, 7]], [1, 2, 3]],
    ['a column of zeros', [[1, 0], [1, 0], [1, 0]], [1, 2, 3]],
    ['no rows', [], []],
  ])('has no answer with %s', (_name, design, y) => expect(leastSquares(design, y)).toBeUndefined());
});
