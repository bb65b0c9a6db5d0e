import { describe, expect, test } from '@jest/globals';
import { rng } from '../../../../domain/rng.ts';
import {
  confusionAt,
  f1,
  falsePositiveRate,
  precision,
  prevalence,
  recall,
  recallAtFalsePositiveRate,
  rocAuc,
} from '../../../../domain/statistics/ranking.ts';

const random = rng('ranking');
/** A coarse grid, so that ties within and across the classes are common. */
const coarse = (n: number): number[] => Array.from({ length: n }, () => random.below(12) / 11);

describe('rocAuc', () => {
  test.each([
    ['scikit-learn roc_auc_score example', [0.1, 0.4], [0.35, 0.8], 0.75],
    ['separated', [0.1, 0.2], [0.3, 0.4], 1],
    ['reversed', [0.9, 0.8], [0.1], 0],
    ['all tied', [0.5, 0.5], [0.5, 0.5, 0.5], 0.5],
    ['by hand: 1 + 0.5 + 0 + 1 + 1 + 0.5 of 6', [0.2, 0.4, 0.6], [0.4, 0.6], 4 / 6],
  ])('%s', (_name, benign, malicious, auc) => {
    expect(rocAuc(benign, malicious)).toBeCloseTo(auc, 12);
  });

  test('equals the count over all pairs', () => {
    for (let round = 0; round < 20; round++) {
      const [benign, malicious] = [coarse(1 + random.below(30)), coarse(1 + random.below(30))];
      const wins = malicious.flatMap((m) => benign.map((b) => (m > b ? 1 : m === b ? 0.5 : 0)));
      const expected = wins.reduce((sum: number, win) => sum + win, 0) / wins.length;
      expect(rocAuc(benign, malicious)).toBeCloseTo(expected, 12);
    }
  });

  test('refuses an empty class and scores that are not probabilities', () => {
    expect(() => rocAuc([], [0.5])).toThrow(/benignScores/);
    expect(() => rocAuc([0.5], [])).toThrow(/maliciousScores/);
    expect(() => rocAuc([0.5, Number.NaN], [0.5])).toThrow('benignScores[1]: "NaN" is not valid');
    expect(() => rocAuc([0.5], [1.5])).toThrow(/maliciousScores\[0\]/);
  });
});

describe('confusionAt', () => {
  const confusion = confusionAt(0.5, [0.1, 0.4, 0.5, 0.9], [0.2, 0.5, 0.6, 0.7, 0.8]);

  test('a score at the threshold is flagged', () => {
    expect(confusion).toEqual({ falsePositives: 2, trueNegatives: 2, truePositives: 4, falseNegatives: 1 });
  });

  test('rates by hand', () => {
    expect(falsePositiveRate(confusion)).toBe(0.5);
    expect(recall(confusion)).toBe(0.8);
    expect(precision(confusion)).toBeCloseTo(4 / 6, 12);
    expect(f1(confusion)).toBeCloseTo(8 / 11, 12);
    expect(prevalence(confusion)).toBeCloseTo(5 / 9, 12);
  });

  test('rates over no rows are refused, not made up', () => {
    const noAttacks = confusionAt(0.5, [0.1], []);
    expect(() => recall(noAttacks)).toThrow(/malicious rows: 0 is not valid/);
    expect(() => f1(noAttacks)).toThrow(/malicious rows/);
    expect(() => falsePositiveRate(confusionAt(0.5, [], [0.1]))).toThrow(/benign rows/);
    expect(() => prevalence(confusionAt(0.5, [], []))).toThrow(/rows/);
    expect(() => confusionAt(Number.NaN, [0.1], [])).toThrow(/threshold/);
  });

  test('nothing flagged has precision and F1 of 0', () => {
    const silent = confusionAt(2, [0.1], [0.2]);
    expect([precision(silent), f1(silent)]).toEqual([0, 0]);
  });
});

describe('recallAtFalsePositiveRate', () => {
  test('by hand: one of four benign rows may be flagged', () => {
    const { recall, falsePositiveRate, threshold } = recallAtFalsePositiveRate([0.1, 0.6, 0.3, 0.9], [0.5, 0.61, 0.7, 0.95], 0.25);
    expect([recall, falsePositiveRate]).toEqual([0.75, 0.25]);
    expect(threshold).toBeGreaterThan(0.6);
    expect(threshold).toBeLessThan(0.6 + 1e-12);
  });

  test('ties at the threshold are not flagged', () => {
    expect(recallAtFalsePositiveRate([0.2, 0.8, 0.8, 0.8], [0.8, 0.9], 0.25)).toMatchObject({ recall: 0.5, falsePositiveRate: 0 });
  });

  test('29 % of 100 rows are 29, though 0.29 * 100 is a hair less', () => {
    const benign = Array.from({ length: 100 }, (_, i) => i / 100);
    expect(recallAtFalsePositiveRate(benign, [0.5], 0.29).falsePositiveRate).toBe(0.29);
  });

  test('the ends: limit 1 flags all, limit 0 none of the benign', () => {
    expect(recallAtFalsePositiveRate([0.5, 1], [0, 1], 1)).toEqual({ threshold: 0, recall: 1, falsePositiveRate: 1 });
    expect(recallAtFalsePositiveRate([0.5, 1], [0, 1], 0)).toMatchObject({ recall: 0, falsePositiveRate: 0 });
  });

  test('is the best over all thresholds', () => {
    for (let round = 0; round < 20; round++) {
      const [benign, malicious] = [coarse(23), coarse(17)];
      const confusions = [...benign, ...malicious, 2].map((threshold) => confusionAt(threshold, benign, malicious));
      const best = Math.max(...confusions.filter((c) => falsePositiveRate(c) <= 0.2).map(recall));
      expect(recallAtFalsePositiveRate(benign, malicious, 0.2).recall).toBe(best);
    }
  });
});
