import { describe, expect, test } from '@jest/globals';
import { chancesLine, lookForecast } from '../../../domain/look-forecast.ts';
import type { LookForecastInput } from '../../../domain/look-forecast.ts';
import type { Gate } from '../../../domain/profile.ts';
import { binomialCdf } from '../../../domain/statistics/binomial.ts';

const FPR: Gate = { name: 'fpr', quantity: 'false-positive-rate', direction: 'at-most', limit: 0.01, confidence: 0.95, effect: 'blocks' };
const RECALL: Gate = { name: 'recall', quantity: 'recall', direction: 'at-least', limit: 0.95, confidence: 0.95, effect: 'blocks' };

const INPUT: LookForecastInput = {
  gates: [FPR, RECALL],
  looks: 10,
  tuning: {
    benign: { rows: { count: 70, n: 10_000 }, groups: { count: 64, n: 8_000 } },
    malicious: { rows: { count: 291, n: 300 }, groups: { count: 195, n: 200 } },
  },
  certification: { benign: { rows: 30_000, groups: 24_000 }, malicious: { rows: 1_000, groups: 600 } },
};

describe('lookForecast', () => {
  const [fpr, recall] = lookForecast(INPUT);

  test('is exact, from the binomial: 30,000 negatives allow 256 over ten looks', () => {
    expect(fpr!.rows).toMatchObject({ n: 30_000, rate: 0.007 });
    expect(fpr!.rows.probability).toBeCloseTo(binomialCdf(256, 30_000, 0.007), 12);
    expect(fpr!.confidence).toBeCloseTo(0.995, 12);
  });

  test('counts groups too, and the lower chance', () => {
    expect(fpr!.groups).toMatchObject({ n: 24_000, rate: 0.008 });
    expect(fpr!.probability).toBe(fpr!.groups.probability);
    expect(fpr!.groups.probability).toBeLessThan(fpr!.rows.probability);
  });

  test('of recall counts the misses', () => {
    // The most misses of 1,000 with the bound of 5 % at 99.5 % confidence, found by counting up.
    let allowed = -1;
    while (binomialCdf(allowed + 1, 1_000, 0.05) < 0.005) allowed++;
    expect(recall!.rows.probability).toBeCloseTo(binomialCdf(allowed, 1_000, 0.03), 10);
  });

  test('says how the chance moves with what the tuning slice leaves open, and how many would do', () => {
    for (const { low, probability, high } of [fpr!.rows, fpr!.groups, recall!.rows]) {
      expect(low).toBeLessThan(probability);
      expect(probability).toBeLessThan(high);
    }
    expect(fpr!.rows.needed).toBeLessThan(30_000);
    expect(recall!.groups.needed).toBeGreaterThan(600);
    expect(recall!.sentence).toMatch(/^recall: passes with a chance of \d+\.\d % \(.+ to .+\) on \d[\d,]+ (rows|groups), if the 9\d\.\d\d % of the tuning slice is the true rate; [\d,]+ would do at 80 % power\.$/);
  });

  test('at a rate over the limit no number would do', () => {
    const [bad] = lookForecast({ ...INPUT, tuning: { ...INPUT.tuning, benign: { rows: { count: 120, n: 10_000 }, groups: { count: 120, n: 10_000 } } } });
    expect(bad!.rows.needed).toBeNull();
    expect(bad!.sentence).toMatch(/; at that rate no number would do\.$/);
  });

  test('is of gates that block, on rates of the certification rows', () => {
    const others: Gate[] = [{ ...FPR, effect: 'warns' }, { ...RECALL, set: 'unseen' }, { ...RECALL, name: 'size', quantity: 'size-bytes', direction: 'at-most' }, { ...RECALL, quantity: 'recall-difference', limit: -0.01 }];
    expect(lookForecast({ ...INPUT, gates: others })).toEqual([]);
    const none = { rows: { count: 0, n: 0 }, groups: { count: 0, n: 0 } };
    expect(lookForecast({ ...INPUT, tuning: { ...INPUT.tuning, malicious: none } }).map(({ gate }) => gate)).toEqual(['fpr']);
  });

  test('fits in a line', () => {
    expect(chancesLine([{ ...fpr!, probability: 0.9991 }, { ...recall!, probability: 0.5 }])).toBe('chance of passing: fpr over 99.9 %, recall 50.0 %');
  });
});
