import { describe, expect, test } from '@jest/globals';
import { makePlan } from '../../../../domain/planning/make-plan.ts';
import type { PlanInput, StrategyPlan } from '../../../../domain/planning/plan.ts';
import { chosenStrategy } from '../../../../domain/planning/plan.ts';
import { WORKED_EXAMPLE } from './worked-example.ts';

const plan = makePlan(WORKED_EXAMPLE);
const hybrid = chosenStrategy(plan);
const row = (name: string, input: PlanInput = WORKED_EXAMPLE): StrategyPlan => chosenStrategy({ ...makePlan(input), strategy: name });

describe('the worked example', () => {
  test('has a false-positive rate of 4.179 %', () => {
    expect(plan.falsePositives).toBe(4179);
    expect(plan.falsePositiveRate).toBe(0.04179);
    expect(plan.now).toMatchObject({ benign: 35_634, malicious: 31_682, rows: 67_316 });
  });

  test.each([
    ['conservative', 627, 10_032, 100, 10_132, 0, 77_448, '59.1', 0.03552, 0.0314],
    ['balanced', 2090, 16_720, 250, 16_970, 0, 84_286, '62.4', 0.02089, 0.0155],
    ['aggressive', 3134, 21_938, 250, 22_188, 0, 89_504, '64.6', 0.01045, 0.0106],
    ['hybrid', 2500, 20_000, 250, 20_250, 3000, 90_566, '61.7', 0.01679, 0.0085],
  ])('%s', (name, covered, variations, hardNegatives, benignAdded, maliciousAdded, rows, share, memorisingOnly, assumed) => {
    const strategy = row(name);
    expect(strategy).toMatchObject({ asked: covered, covered, variations, hardNegatives, benignAdded, maliciousAdded });
    expect(strategy.rowsAdded).toBe(benignAdded + maliciousAdded);
    expect(strategy.after.rows).toBe(rows);
    expect((strategy.after.benignShare * 100).toFixed(1)).toBe(share);
    expect(strategy.projection).toEqual({ fullGeneralisation: 0, memorisingOnly, assumed });
  });

  test('the hybrid has 55,884 benign and 34,682 malicious rows, weighing 0.810 and 1.306', () => {
    expect(hybrid.after).toMatchObject({ benign: 55_884, malicious: 34_682 });
    expect(hybrid.after.weights.benign.toFixed(3)).toBe('0.810');
    expect(hybrid.after.weights.malicious.toFixed(3)).toBe('1.306');
  });

  test('the hybrid covers 1,075 / 642 / 480 / 303', () => {
    expect(hybrid.allocation.map((part) => [part.category, part.covered])).toEqual([
      ['Context Manipulation', 1075],
      ['Semantic Jailbreak', 642],
      ['Obfuscated Command', 480],
      ['Other', 303],
    ]);
    expect(hybrid.allocation.map((part) => part.variations)).toEqual([8600, 5136, 3840, 2424]);
  });

  test('the methods share the 20,000 variations', () => {
    expect(plan.methods.map((method) => method.planned)).toEqual([8000, 3000, 3000, 3000, 3000]);
  });

  test('training takes 12 epochs of 2,200 steps: 70,371 rows at 30 rows/s are 28,148.4 s', () => {
    expect(hybrid.training).toEqual({ rows: 70_371, steps: 26_400, seconds: 28_148.4 });
  });

  test('is plain JSON', () => expect(JSON.parse(JSON.stringify(plan))).toEqual(plan));
});

describe('makePlan', () => {
  test('says nothing of time before a speed was measured', () => {
    const training = { epochs: 1, batchSize: 32, trainShare: 1 };
    expect(row('hybrid', { ...WORKED_EXAMPLE, training }).training).toEqual({ rows: 90_566, steps: 2831 });
  });

  test('counts the covered false positives themselves when they are trained on', () => {
    const strategy = row('hybrid', { ...WORKED_EXAMPLE, includeSources: true });
    expect(strategy).toMatchObject({ sources: 2500, benignAdded: 22_750 });
    expect(strategy.after.rows).toBe(93_066);
  });

  test('covers no more of a category than may be trained on, and gives the excess to the others', () => {
    const availableByCategory = { 'Context Manipulation': 1000, 'Semantic Jailbreak': 1073, 'Obfuscated Command': 802, Other: 507 };
    const strategy = row('hybrid', { ...WORKED_EXAMPLE, availableByCategory });
    expect(strategy.allocation.map((part) => part.covered)).toEqual([1000, 676, 505, 319]);
    expect(strategy.covered).toBe(2500);
  });

  test('covers what there is when a strategy asks for more', () => {
    const availableByCategory = { 'Context Manipulation': 1258, 'Semantic Jailbreak': 751, 'Obfuscated Command': 561, Other: 355 };
    expect(row('aggressive', { ...WORKED_EXAMPLE, availableByCategory })).toMatchObject({ asked: 3134, covered: 2925, variations: 20_475 });
  });

  test('counts an uncovered category against full generalisation', () => {
    const availableByCategory = { 'Context Manipulation': 1797, 'Semantic Jailbreak': 1073, 'Obfuscated Command': 802 };
    expect(row('hybrid', { ...WORKED_EXAMPLE, availableByCategory }).projection.fullGeneralisation).toBe(0.00507);
  });

  test('has the same plan whatever order the categories come in', () => {
    const reversed = Object.fromEntries(Object.entries(WORKED_EXAMPLE.falsePositivesByCategory).reverse());
    expect(makePlan({ ...WORKED_EXAMPLE, falsePositivesByCategory: reversed })).toEqual(plan);
  });

  test('plans nothing to cover where nothing was found', () => {
    const empty = makePlan({ ...WORKED_EXAMPLE, falsePositivesByCategory: {}, strategy: 'balanced' });
    expect(chosenStrategy(empty)).toMatchObject({ covered: 0, variations: 0, benignAdded: 250 });
    expect(empty.falsePositiveRate).toBe(0);
  });

  test('names the nearest strategy when the chosen one does not exist', () => {
    expect(() => makePlan({ ...WORKED_EXAMPLE, strategy: 'hybird' })).toThrow('plan.strategy: "hybird" is not valid. Write one of conservative, balanced, aggressive, hybrid (did you mean hybrid?).');
  });

  test.each([
    ['trafficRows', { trafficRows: 0 }],
    ['falsePositivesByCategory.Other', { falsePositivesByCategory: { Other: 1.5 } }],
    ['falsePositivesByCategory', { falsePositivesByCategory: { Other: 100_001 } }],
    ['malicious', { malicious: 0, strategy: 'balanced' }],
  ])('refuses an impossible %s', (field, change) => {
    expect(() => makePlan({ ...WORKED_EXAMPLE, ...change })).toThrow(new RegExp(`^${field}: `));
  });
});
