import { expect, test } from '@jest/globals';
import { coverageOf, measureChampion } from '../../../domain/baseline.ts';

const NOTHING = { mining: [], tuningBenign: [], tuningAttacks: [], hardNegatives: [] };

test('each set by itself, at the threshold, with n and interval', () => {
  const measured = measureChampion({ mining: [0.9, 0.5, 0.1, 0.2], tuningBenign: [0.1, 0.6], tuningAttacks: [0.9, 0.4], hardNegatives: [0.8] }, 0.5);
  expect(measured).toMatchObject({
    naturalMining: { count: 2, n: 4, rate: 0.5 },
    naturalTuning: { count: 1, n: 2, rate: 0.5 },
    hardNegatives: { count: 1, n: 1, rate: 1 },
    recall: { count: 1, n: 2, rate: 0.5 },
    // Ranked 0.1 b, 0.4 m, 0.6 b, 0.9 m: three of four pairs in order. Brier (0.01 + 0.36 + 0.01 + 0.36) / 4.
    ranking: { n: 4, prevalence: 0.5, f1: 0.5, rocAuc: 0.75 },
  });
  expect(measured.ranking!.brierScore).toBeCloseTo(0.185, 12);
  expect(measured.ranking!.expectedCalibrationError).toBeCloseTo((0.1 + 0.6 + 0.6 + 0.1) / 4, 12);
  // Newcombe (1998): the Wilson interval of 2 of 4.
  expect(measured.naturalMining!.interval.low).toBeCloseTo(0.15, 2);
});

test('what there is nothing to measure on is null, not zero', () => {
  expect(measureChampion(NOTHING, 0.5)).toEqual({ naturalMining: null, naturalTuning: null, hardNegatives: null, recall: null, ranking: null });
  expect(measureChampion({ ...NOTHING, tuningBenign: [0.1] }, 0.5).ranking).toBeNull();
});

test('the coverage curve counts rows by group', () => {
  expect(coverageOf(['a', 'b', 'a'].map((groupId) => ({ groupId })))).toMatchObject({ rows: 3, groups: 2, points: [{ groups: 1 }, { groups: 2 }, { groups: 2 }] });
});
