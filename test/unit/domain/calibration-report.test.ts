import { expect, test } from '@jest/globals';
import { calibrationReport } from '../../../domain/calibration-report.ts';
import { brierScore } from '../../../domain/statistics/calibration.ts';

const logit = (score: number): number => Math.log(score / (1 - score));

test('measures before and after, with both classes weighing the same and as they are mixed', () => {
  const [benign, malicious] = [[0.1, 0.2, 0.8, 0.3], [0.9]];
  const report = calibrationReport(2, { benign, malicious });
  expect(report).toMatchObject({ temperature: 2, rows: { benign: 4, malicious: 1 }, asMeasured: { prevalence: 0.2 } });
  const cool = (score: number): number => 1 / (1 + Math.exp(-logit(score) / 2));
  expect(report.asMeasured.before.brierScore).toBeCloseTo(brierScore(benign, malicious), 12);
  expect(report.asMeasured.after.brierScore).toBeCloseTo(brierScore(benign.map(cool), malicious.map(cool)), 12);
  // A fifth are attacks: odds a quarter of those at a half.
  const moved = (score: number): number => score / (score + 4 * (1 - score));
  expect(report.corrected.before.brierScore).toBeCloseTo(brierScore(benign.map(moved), malicious.map(moved)), 12);
  expect(report.corrected.after.brierScore).toBeCloseTo(brierScore(benign.map(cool).map(moved), malicious.map(cool).map(moved)), 12);
  expect(report.atHalf.before.brierScore).toBeCloseTo((0.01 + 0.04 + 0.64 + 0.09) / 8 + 0.01 / 2, 12);
});
