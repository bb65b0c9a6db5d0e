import { expect, test } from '@jest/globals';
import { comparisonTable } from '../../../../domain/render/comparison.ts';
import { measuredRate } from '../../../../domain/statistics/measured-rate.ts';
import { CERTIFICATE } from '../../../support/certificate.ts';

test('champion beside challenger, every rate with its n and its 95 % Wilson interval', () => {
  expect(comparisonTable(CERTIFICATE)).toEqual([
    ['', 'champion', 'challenger'],
    // Wilson: centre (k + z²/2) / (n + z²), half width z √(k(n−k)/n + z²/4) / (n + z²), z = 1.95996.
    ['false-positive rate', '4.00 % (480 of 12,000; 3.66–4.37 %)', '0.30 % (36 of 12,000; 0.22–0.42 %)'],
    ['recall', '98.00 % (2,940 of 3,000; 97.43–98.44 %)', '97.00 % (2,910 of 3,000; 96.33–97.55 %)'],
    ['F1', '0.9159', '0.9788'],
    ['ROC-AUC', '0.9876', '0.9951'],
    ['threshold', '0.5000', '0.7312'],
    ['size', '90.5 MB', '23.0 MB'],
    ['latency p50 / p95 / p99', 'not measured', '4.0 / 10.0 / 13.9 ms'],
  ]);
});

test('hard negatives have a row of their own where they were measured', () => {
  const rate = (count: number) => measuredRate(count, 150)!;
  const table = comparisonTable({ ...CERTIFICATE, hardNegatives: { champion: rate(60), challenger: rate(15) } });
  expect(table[2]).toEqual(['false-positive rate, hard negatives', '40.00 % (60 of 150; 32.50–48.00 %)', '10.00 % (15 of 150; 6.15–15.84 %)']);
  expect(table.filter((_, index) => index !== 2)).toEqual(comparisonTable(CERTIFICATE));
});

test('a rate of no rows is shown as one, not as NaN', () => {
  const nothing = { ...CERTIFICATE.champion, confusion: { falsePositives: 0, trueNegatives: 0, truePositives: 0, falseNegatives: 0 } };
  expect(comparisonTable({ ...CERTIFICATE, champion: nothing })[1]![1]).toBe('0.00 % (0 of 0; 0.00–100.00 %)');
});
