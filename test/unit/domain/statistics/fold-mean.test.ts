import { expect, test } from '@jest/globals';
import { foldMean } from '../../../../domain/statistics/fold-mean.ts';

test('mean, standard deviation, and the t interval with Nadeau and Bengio\'s variance', () => {
  // Mean 0.9; squares about it sum to 0.001, so s² = 0.00025; t(0.975, 4) = 2.776445; half = 2.776445 √(0.00025 × 0.45).
  const { mean, deviation, low, high } = foldMean([0.88, 0.89, 0.9, 0.91, 0.92]);
  expect(mean).toBeCloseTo(0.9, 12);
  expect(deviation).toBeCloseTo(Math.sqrt(0.00025), 12);
  expect([mean - low, high - mean]).toEqual([expect.closeTo(0.0294488, 6), expect.closeTo(0.0294488, 6)]);
});

test('is wider than the interval of independent folds, by √(1 + k / (k − 1))', () => {
  const { low, high } = foldMean([0.4, 0.6, 0.4, 0.6, 0.4, 0.6, 0.4, 0.6, 0.4, 0.6]);
  const naive = 2.262157 * Math.sqrt((0.1 ** 2 * 10) / 9 / 10);
  expect((high - low) / 2 / naive).toBeCloseTo(Math.sqrt(1 + 10 / 9), 5);
});

test('folds that agree leave no width, and a share stays one', () => {
  expect(foldMean([0.5, 0.5])).toEqual({ mean: 0.5, deviation: 0, low: 0.5, high: 0.5 });
  expect(foldMean([1, 0.9])).toMatchObject({ low: 0, high: 1 });
});

test('refuses a single fold', () => expect(() => foldMean([0.5])).toThrow('folds: 1 is not valid.'));
