import { describe, expect, test } from '@jest/globals';
import { calibrateScores, ownScores } from '../../../domain/calibrate-scores.ts';
import { fitThreshold } from '../../../domain/fit-threshold.ts';
import { tooSure } from '../../support/too-sure.ts';

const ROWS = tooSure(3, 4000);
const SCORES = Float64Array.from(ROWS, ({ score }) => score);
const FIT = { aim: 0.5, limit: 0.2, delta: 0.05, seed: 7 };
const thresholdOf = (scores: Float64Array): number => fitThreshold(ROWS.map((row, index) => ({ ...row, score: scores[index]! })), FIT)!;
const OWN = { scores: SCORES, threshold: thresholdOf(SCORES) };

describe('calibrateScores', () => {
  const { threshold, calibration, shipped } = calibrateScores(ROWS, OWN, thresholdOf);

  test('finds how much too sure the scores are, and says what that mends', () => {
    expect(Math.abs(calibration!.temperature / 3 - 1)).toBeLessThan(0.1);
    expect(String(calibration!.temperature).length).toBeLessThanOrEqual(5);
    const { before, after } = calibration!.atHalf;
    expect(after.expectedCalibrationError).toBeLessThan(0.4 * before.expectedCalibrationError);
    expect(after.brierScore).toBeLessThan(before.brierScore);
    expect(calibration!.rows.benign + calibration!.rows.malicious).toBe(4000);
  });

  test('decides every row as before, at the threshold placed on the scores that ship', () => {
    const after = shipped(SCORES);
    expect(threshold).toBe(thresholdOf(after));
    expect(threshold).not.toBe(OWN.threshold);
    expect([...after].map((score) => score >= threshold)).toEqual([...SCORES].map((score) => score >= OWN.threshold));
    expect([...after].filter((score) => score >= threshold).length).toBeGreaterThan(100);
  });

  test('ships the scores as they are where they tell no temperature', () => {
    const alike = ownScores(OWN.threshold);
    const same = (rows: typeof ROWS): object => {
      const scores = Float64Array.from(rows, ({ score }) => score);
      const { shipped: asTheyAre, ...rest } = calibrateScores(rows, { scores, threshold: OWN.threshold }, () => 0.5);
      expect([...asTheyAre(scores)]).toEqual([...scores]);
      return rest;
    };
    expect(same(ROWS.filter(({ label }) => label === 'benign'))).toEqual({ threshold: alike.threshold, calibration: null });
    // Told apart wholly, and upside down.
    expect(same(ROWS.map((row) => ({ ...row, score: row.label === 'malicious' ? 0.9 : 0.1 })))).toMatchObject({ calibration: null });
    expect(same(ROWS.map((row) => ({ ...row, score: row.label === 'malicious' ? 0.1 : 0.9 })))).toMatchObject({ calibration: null });
  });

  test('ships them as they are when a decision would change', () => {
    expect(calibrateScores(ROWS, OWN, (scores) => thresholdOf(scores) + 0.01)).toMatchObject({ threshold: OWN.threshold, calibration: null });
  });
});
