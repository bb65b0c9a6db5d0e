import { describe, expect, test } from '@jest/globals';
import { errorCost } from '../../../domain/error-cost.ts';

describe('errorCost', () => {
  const confusion = { falsePositives: 100, trueNegatives: 9_900, truePositives: 950, falseNegatives: 50 };

  test('at 1 % false positives and 95 % recall most alarms are false where attacks are rare', () => {
    const rare = errorCost(confusion, 0.0001);
    expect(rare.falseAlarms).toBeCloseTo(9_999, 6);
    expect(rare.missedAttacks).toBeCloseTo(5, 6);
    expect(rare.precision).toBeCloseTo(95 / (95 + 9_999), 10);
    const common = errorCost(confusion, 0.01);
    expect(common.precision).toBeCloseTo(9_500 / (9_500 + 9_900), 10);
  });

  test('the ranges hold the figures, and are those of the Wilson intervals', () => {
    const { precision, precisionRange, falseAlarms, falseAlarmsRange } = errorCost(confusion, 0.001);
    expect(precisionRange.low).toBeLessThan(precision!);
    expect(precisionRange.high).toBeGreaterThan(precision!);
    expect(falseAlarmsRange.low).toBeLessThan(falseAlarms);
    // Wilson (1927) by hand for 100 of 10,000.
    expect(falseAlarmsRange.low / 999_000).toBeCloseTo(0.008229336148, 12);
    expect(falseAlarmsRange.high / 999_000).toBeCloseTo(0.012146982255, 12);
  });

  test('a model that flags nothing has no precision, and a share that is none is refused', () => {
    expect(errorCost({ falsePositives: 0, trueNegatives: 10, truePositives: 0, falseNegatives: 10 }, 0.01).precision).toBeNull();
    expect(() => errorCost(confusion, 1)).toThrow(/prevalence/);
  });
});
