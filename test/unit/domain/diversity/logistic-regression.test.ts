import { expect, test } from '@jest/globals';
import type { Features } from '../../../../domain/diversity/hashed-features.ts';
import { fitLogistic, probability } from '../../../../domain/diversity/logistic-regression.ts';

const features = (...values: number[]): Features => ({ places: Int32Array.from(values.keys()), values: Float64Array.from(values) });
const EXAMPLES = [
  { features: features(1, 0), positive: true },
  { features: features(0.6, 0.8), positive: true },
  { features: features(0, 1), positive: false },
  { features: features(0.8, 0.6), positive: false },
];

/** scikit-learn 1.9.1: LogisticRegression(C=2.5, fit_intercept=False, tol=1e-12), where C = 1 / (penalty · rows). */
test('finds the weights that scikit-learn finds', () => {
  const weights = fitLogistic(EXAMPLES, { places: 2, penalty: 0.1, iterations: 500 });
  expect(weights[0]).toBeCloseTo(0.6130828210, 6);
  expect(weights[1]).toBeCloseTo(-0.6130828210, 6);
});

test('a text without features is as likely one as the other', () => {
  expect(probability(Float64Array.of(3, 4), features())).toBe(0.5);
  expect(probability(Float64Array.of(3, 4), features(1, 0))).toBeCloseTo(1 / (1 + Math.exp(-3)), 12);
});
