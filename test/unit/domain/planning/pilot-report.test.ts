import { describe, expect, test } from '@jest/globals';
import { measureChampion, measurePilot, thresholdCatching } from '../../../../domain/planning/pilot-report.ts';

const PILOT = { coverage: 0.5, covered: 4, variations: 2, allocation: { Other: 4 } };
/** At 0.5: 3 of 5 benign flagged, 3 of 4 attacks caught. */
const CHAMPION = measureChampion(0.5, { benign: [0.1, 0.4, 0.5, 0.7, 0.9], attacks: [0.3, 0.6, 0.8, 0.9] });

describe('measureChampion', () => {
  test('counts at the deployed threshold', () => {
    expect(CHAMPION).toMatchObject({ threshold: 0.5, falsePositives: { count: 3, n: 5, rate: 0.6 }, recall: { count: 3, n: 4, rate: 0.75 } });
  });

  test('has the Wilson interval beside each rate', () => {
    // Newcombe (1998), method 3: 81 of 263 are 0.2553 to 0.3662.
    const scores = Array.from({ length: 263 }, (_, index) => (index < 81 ? 1 : 0));
    const { falsePositives } = measureChampion(0.5, { benign: scores, attacks: [1] });
    expect([falsePositives.low, falsePositives.high]).toEqual([expect.closeTo(0.2553, 4), expect.closeTo(0.3662, 4)]);
  });
});

describe('measurePilot', () => {
  // All scores are lower than the champion's: at its threshold the pilot flags nothing benign and misses most attacks.
  const measured = measurePilot(PILOT, 60, CHAMPION, { benign: [0.05, 0.1, 0.15, 0.2, 0.35], attacks: [0.18, 0.3, 0.4, 0.6], heldOut: [0.1, 0.3, 0.45] });

  test('is compared where it catches as many attacks as the champion', () => {
    expect(measured.atChampionRecall).toMatchObject({ threshold: 0.3, recall: { count: 3, n: 4 }, falsePositives: { count: 1, n: 5, rate: 0.2 }, heldOut: { count: 2, n: 3 } });
  });

  test('its figures at the deployed threshold stand beside', () => {
    expect(measured.atDeployedThreshold).toMatchObject({ threshold: 0.5, recall: { count: 1, n: 4 }, falsePositives: { count: 0, n: 5 }, heldOut: { count: 0, n: 3 } });
  });

  test('says what it was trained on', () => {
    expect(measured).toMatchObject({ coverage: 0.5, covered: 4, variations: 2, trainedRows: 60 });
    expect(measured).not.toHaveProperty('allocation');
  });

  test('without attacks to keep, or false positives to hold out, there is only the deployed threshold, and no share of none', () => {
    const blind = measurePilot(PILOT, 60, measureChampion(0.5, { benign: [0.9], attacks: [] }), { benign: [0.7], attacks: [], heldOut: [] });
    expect(blind.atChampionRecall).toEqual(blind.atDeployedThreshold);
    expect(blind.atChampionRecall).toMatchObject({ threshold: 0.5, recall: { n: 0, rate: 0 }, heldOut: { n: 0, rate: 0, low: 0, high: 1 } });
  });
});

test('the threshold that catches so many attacks is the score of the last of them; ties catch more', () => {
  expect(thresholdCatching(2, [0.2, 0.9, 0.5])).toBe(0.5);
  expect(thresholdCatching(3, [0.2, 0.9, 0.5])).toBe(0.2);
  expect(thresholdCatching(2, [0.5, 0.9, 0.5])).toBe(0.5);
  expect(thresholdCatching(0, [0.5])).toBeUndefined();
});
