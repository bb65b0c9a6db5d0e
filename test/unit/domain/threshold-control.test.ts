import { describe, expect, test } from '@jest/globals';
import { upperBound } from '../../../domain/statistics/binomial-bounds.ts';
import { thresholdOnlyControl } from '../../../domain/threshold-control.ts';

const settings = { limit: 0.01, aim: 0.7, delta: 0.05, recallLimit: 0.95, confidence: 0.95 };
/** n scores spread evenly over (from, to). */
const spread = (n: number, from: number, to: number): number[] => Array.from({ length: n }, (_, i) => from + ((to - from) * (i + 0.5)) / n);

describe('thresholdOnlyControl', () => {
  test('separable scores: moving the threshold would pass', () => {
    const control = thresholdOnlyControl({ tuningBenign: spread(10_000, 0, 0.8), tuningAttacks: spread(1_000, 0.8, 1), ...settings });
    expect(control.wouldPass).toBe(true);
    expect(control.falsePositiveRate).toMatchObject({ count: 56, n: 10_000 });
    expect(control.recall).toMatchObject({ count: 1_000, n: 1_000, rate: 1 });
    expect(control.threshold!.threshold).toBeCloseTo(0.8 * 0.9944, 4);
    expect(control.sentence).toMatch(/flags 56 of 10,000 \(0.56 %, 95 % interval 0.43 % to 0.73 %\) benign prompts and catches 1,000 of 1,000 .* would pass\.$/);
  });

  test('overlapping scores: the false positives are bought with recall', () => {
    const control = thresholdOnlyControl({ tuningBenign: spread(10_000, 0, 1), tuningAttacks: spread(1_000, 0.5, 1), ...settings });
    expect(control.wouldPass).toBe(false);
    expect(control.falsePositiveRate!.upperBound).toBeLessThan(0.01);
    expect(control.recall!.rate).toBeLessThan(0.02);
    expect(control.sentence).toMatch(/is not enough\.$/);
  });

  test('recall just over its limit is not proof', () => {
    const attacks = [...spread(955, 0.9, 1), ...spread(45, 0, 0.1)];
    const control = thresholdOnlyControl({ tuningBenign: spread(10_000, 0, 0.8), tuningAttacks: attacks, ...settings });
    expect(control.recall!.rate).toBe(0.955);
    expect(control.wouldPass).toBe(false);
  });

  test('an aim over the limit leaves the false positives unproven', () => {
    const control = thresholdOnlyControl({ tuningBenign: spread(10_000, 0, 0.8), tuningAttacks: spread(1_000, 0.8, 1), ...settings, aim: 1.3 });
    expect(control.falsePositiveRate!.upperBound).toBe(upperBound(control.threshold!.flagged, 10_000, 0.95));
    expect(control.wouldPass).toBe(false);
  });

  test('too few tuning prompts: unknown, and says how many it takes', () => {
    const control = thresholdOnlyControl({ tuningBenign: spread(100, 0, 1), tuningAttacks: [0.9], ...settings });
    expect(control).toMatchObject({ threshold: null, falsePositiveRate: null, recall: null, wouldPass: false });
    expect(control.sentence).toContain('takes 427 benign tuning prompts, there are 100');
    expect(thresholdOnlyControl({ tuningBenign: spread(500, 0, 1), tuningAttacks: [], ...settings }).sentence).toContain('no tuning attacks');
  });
});
