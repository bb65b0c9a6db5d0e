import { describe, expect, test } from '@jest/globals';
import { makePlan } from '../../../../domain/planning/make-plan.ts';
import type { StrategyPlan } from '../../../../domain/planning/plan.ts';
import { chosenStrategy } from '../../../../domain/planning/plan.ts';
import { assumedRate, benignFormula, range } from '../../../../domain/render/recommendation/phrases.ts';
import { percent, thousands } from '../../../../domain/render/numbers.ts';
import { WORKED_EXAMPLE } from './worked-example.ts';

// The worked example of the design's planning chapter, figure by figure.

const plan = makePlan(WORKED_EXAMPLE);
const hybrid = chosenStrategy(plan);
const sentences = plan.findings.map(({ sentence }) => sentence).join('\n');

/** A strategy as the chapter's table prints it, with Hone's range beside. */
const line = (row: StrategyPlan): string =>
  [row.strategy.name, benignFormula(row), thousands(row.benignAdded), thousands(row.maliciousAdded), thousands(row.after.rows), percent(row.after.benignShare), assumedRate(row), range(row, 0.01)].join(' | ');

test('the table', () => {
  expect(plan.strategies.map(line)).toEqual([
    'conservative | 627 × 16 + 100 | 10,132 | 0 | 77,448 | 59.1 % | 3.14 % | 0.00 % to 3.55 %',
    'balanced | 2,090 × 8 + 250 | 16,970 | 0 | 84,286 | 62.4 % | 1.55 % | 0.00 % to 2.09 %',
    'aggressive | 3,134 × 7 + 250 | 22,188 | 0 | 89,504 | 64.6 % | 1.06 % | 0.00 % to 1.045 %',
    'hybrid | 2,500 × 8 + 250 | 20,250 | 3,000 | 90,566 | 61.7 % | 0.85 % | 0.00 % to 1.68 %',
  ]);
});

test('the projected rates are data of the strategies, and as exact as their authors wrote them', () => {
  expect(plan.strategies.map(({ projection }) => projection)).toEqual([
    { fullGeneralisation: 0, memorisingOnly: 0.03552, assumed: 0.0314 },
    { fullGeneralisation: 0, memorisingOnly: 0.02089, assumed: 0.0155 },
    { fullGeneralisation: 0, memorisingOnly: 0.01045, assumed: 0.0106 },
    { fullGeneralisation: 0, memorisingOnly: 0.01679, assumed: 0.0085 },
  ]);
});

describe('where it starts', () => {
  test('4,179 false positives in 100,000 prompts: 4.179 %', () => expect([plan.falsePositives, plan.falsePositiveRate]).toEqual([4179, 0.04179]));
  test('67,316 rows', () => expect(plan.now).toMatchObject({ benign: 35_634, malicious: 31_682, rows: 67_316 }));
});

describe('the hybrid', () => {
  test('55,884 benign and 34,682 malicious rows', () => expect(hybrid.after).toMatchObject({ benign: 55_884, malicious: 34_682, rows: 90_566 }));
  test('class weights 0.810 and 1.306', () => expect([hybrid.after.weights.benign.toFixed(3), hybrid.after.weights.malicious.toFixed(3)]).toEqual(['0.810', '1.306']));
  test('allocation 1,075 / 642 / 480 / 303, and eight times that', () => {
    expect(hybrid.allocation.map(({ category, covered, variations }) => [category, covered, variations])).toEqual([
      ['Context Manipulation', 1075, 8600],
      ['Semantic Jailbreak', 642, 5136],
      ['Obfuscated Command', 480, 3840],
      ['Other', 303, 2424],
    ]);
  });
  test('20,000 variations over the five methods', () => expect(plan.methods.map(({ planned }) => planned)).toEqual([8000, 3000, 3000, 3000, 3000]));
  test('70 / 15 / 15 of the originals, what is added in train', () => expect(hybrid.splits).toEqual({ train: 47_121 + 23_250, validation: 10_097, test: 10_098 }));
  test('12 epochs of 2,200 steps: 70,371 rows at 30 rows/s are 28,148.4 s', () => expect(hybrid.training).toEqual({ rows: 70_371, steps: 26_400, seconds: 28_148.4 }));
});

describe('what is wrong with it', () => {
  test.each([
    'The benign share of 61.7 % lies outside the 40–60 % band: 5,574 malicious augmentations instead of 3,000, or 6 variations per false positive instead of 8, would bring it inside.',
    'Memorising all 2,500 covered false positives, and nothing more, leaves 1.68 %, over the limit of 1 %',
    '75 % coverage alone (3,134 false positives memorised) leaves 1.045 %',
    'raising the malicious weight raises the false-positive rate',
    'At the projected 0.85 % the saving hangs on one assumption: $243 K a year if 0.1 % of false positives become tickets, $243.0 M if each did, 1,000 times as much.',
  ])('%s', (sentence) => expect(sentences).toContain(sentence));
});

test('4,179 → 850 per 100,000 avoids 33,290 a day, 12,150,850 a year: $243.0 M if each were a ticket, $243 K at 0.1 %', () => {
  expect(plan.impact.cases[0]).toEqual({ case: 'assumed', rate: 0.0085, avoidedPerDay: 33_290, avoidedPerYear: 12_150_850, savedPerYear: 243_017, savedPerYearIfEachIsATicket: 243_017_000 });
});

test('is plain JSON', () => expect(JSON.parse(JSON.stringify(plan))).toEqual(plan));
