import { describe, expect, test } from '@jest/globals';
import { brierScore, expectedCalibrationError } from '../../../../domain/statistics/calibration.ts';

describe('brierScore', () => {
  test('by hand, and the scikit-learn brier_score_loss example', () => {
    expect(brierScore([0, 0], [1])).toBe(0);
    expect(brierScore([0.5], [0.5, 0.5])).toBe(0.25);
    expect(brierScore([0.1, 0.4], [0.9, 0.7])).toBeCloseTo((0.01 + 0.16 + 0.01 + 0.09) / 4, 12);
    // y_true [0, 1, 1, 0], y_prob [0.1, 0.9, 0.8, 0.3] is 0.0375 (documentation: 0.037).
    expect(brierScore([0.1, 0.3], [0.9, 0.8])).toBeCloseTo(0.0375, 12);
  });
});

describe('at a given prevalence', () => {
  const [benign, malicious] = [[0.1, 0.3], [0.4, 0.9, 1]];

  test('is what rows mixed so would have', () => {
    // Three of each: the benign rows three times, the malicious ones twice.
    const three = [...benign, ...benign, ...benign];
    const two = [...malicious, ...malicious];
    expect(brierScore(benign, malicious, 0.5)).toBeCloseTo(brierScore(three, two), 12);
    expect(expectedCalibrationError(benign, malicious, 2, 0.5)).toBeCloseTo(expectedCalibrationError(three, two, 2), 12);
    expect(brierScore(benign, malicious, 0.6)).toBeCloseTo(brierScore(benign, malicious), 12);
    expect(expectedCalibrationError(benign, malicious, 15, 0.6)).toBeCloseTo(expectedCalibrationError(benign, malicious), 12);
  });

  test('an impossible one is refused', () => expect(() => brierScore(benign, malicious, 1)).toThrow(/^prevalence: 1 is not valid/));
});

describe('expectedCalibrationError', () => {
  test('by hand with two bins', () => {
    // Low bin: scores 0.1, 0.3, 0.4 (one malicious): |0.8 - 1| = 0.2; high bin: 0.9, 1 (both malicious): |1.9 - 2| = 0.1.
    expect(expectedCalibrationError([0.1, 0.3], [0.4, 0.9, 1], 2)).toBeCloseTo(0.3 / 5, 12);
  });

  test('is 0 when each bin says its own share, and 1 when all is upside down', () => {
    expect(expectedCalibrationError([0.25, 0.25, 0.25], [0.25])).toBeCloseTo(0, 12);
    expect(expectedCalibrationError([1, 1], [0])).toBe(1);
  });

  test('more bins never hide an error', () => {
    const [benign, malicious] = [[0.1, 0.2, 0.6], [0.3, 0.7, 0.9]];
    expect(expectedCalibrationError(benign, malicious, 1)).toBeLessThanOrEqual(expectedCalibrationError(benign, malicious, 10));
    expect(() => expectedCalibrationError(benign, malicious, 0)).toThrow(/^bins: 0 is not valid/);
  });
});
