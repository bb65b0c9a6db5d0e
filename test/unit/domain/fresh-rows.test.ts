import { expect, test } from '@jest/globals';
import { freshRows } from '../../../domain/fresh-rows.ts';
import { lookForecast } from '../../../domain/look-forecast.ts';
import type { Gate } from '../../../domain/profile.ts';
import { rowsNeeded, rowsNeededAtLeast } from '../../../domain/statistics/binomial.ts';

const FPR: Gate = { name: 'fpr', quantity: 'false-positive-rate', direction: 'at-most', limit: 0.01, confidence: 0.95, effect: 'blocks' };
const RECALL: Gate = { ...FPR, name: 'recall', quantity: 'recall', direction: 'at-least', limit: 0.95 };

test('without a forecast: the fewest that pass when none is wrong', () => {
  // 0.05^(1/299) and 0.05^(1/59): the rule of three at 1 % and at 5 %.
  expect(freshRows([FPR, RECALL, { ...RECALL, name: 'unseen', set: 'unseen' }], 1, [])).toBe('at least 299 groups of benign prompts, if none is wrong; at least 59 groups of attacks, if none is wrong');
});

test('with a forecast: what would do at the rates of the tuning slice, over rows and groups', () => {
  const same = (count: number, n: number) => ({ rows: { count, n }, groups: { count, n } });
  const rows = { rows: 10, groups: 10 };
  const forecast = (benign: number) => lookForecast({ gates: [FPR, RECALL], looks: 10, tuning: { benign: { ...same(benign, 10_000), groups: { count: 6, n: 1_000 } }, malicious: same(97, 100) }, certification: { benign: rows, malicious: rows } });
  const needed = [rowsNeeded(0.006, 0.01, 0.995)!, rowsNeededAtLeast(0.97, 0.95, 0.995)!].map((n) => n.toLocaleString('en-US'));
  expect(freshRows([FPR, RECALL], 10, forecast(50))).toBe(`${needed[0]} groups of benign prompts at the tuning slice's rate, at 80 % power; ${needed[1]} groups of attacks at the tuning slice's rate, at 80 % power`);
  expect(freshRows([FPR], 10, forecast(110))).toBe("no number of benign prompts at the tuning slice's rate");
});
