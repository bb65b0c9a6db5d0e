import { describe, expect, test } from '@jest/globals';
import { makePlan } from '../../../../domain/planning/make-plan.ts';
import type { PlanInput } from '../../../../domain/planning/plan-input.ts';
import type { StrategyPlan } from '../../../../domain/planning/plan.ts';
import { chosenStrategy } from '../../../../domain/planning/plan.ts';
import { WORKED_EXAMPLE, withSettings } from './worked-example.ts';
import { WORKED_PILOTS } from './worked-pilots.ts';

const plan = makePlan(WORKED_EXAMPLE);
const row = (name: string, input: PlanInput = WORKED_EXAMPLE): StrategyPlan => chosenStrategy({ ...makePlan(input), strategy: name });

describe('makePlan', () => {
  test('says nothing of time before a speed was measured', () => {
    const unmeasured = { ...withSettings({ train: { epochs: 1 } }), rowsPerSecond: undefined };
    expect(row('hybrid', unmeasured).training).toEqual({ rows: 70_371, steps: 2200 });
  });

  test('counts the covered false positives themselves when they are trained on', () => {
    const strategy = row('hybrid', withSettings({ assemble: { includeSources: true } }));
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

  test('replays so many training rows, in the classes\' own proportion and no more than train has', () => {
    const replayed = (replayRows: number): unknown => {
      const { now, strategies } = makePlan(withSettings({ assemble: { replayRows } }));
      return [now.benign, now.malicious, strategies[3]!.splits];
    };
    expect(replayed(1000)).toEqual([529, 471, { train: 24_250, validation: 10_097, test: 10_098 }]);
    expect(replayed(60_000)).toEqual([24_944, 22_177, { train: 70_371, validation: 10_097, test: 10_098 }]);
  });

  test('puts what pilot trainings predict beside the range', () => {
    const piloted = makePlan({ ...WORKED_EXAMPLE, pilots: WORKED_PILOTS });
    expect(chosenStrategy(piloted).projection).toEqual({ fullGeneralisation: 0, memorisingOnly: 0.01679, assumed: 0.0085, fitted: { rate: expect.closeTo(0.04 * 2501 ** -0.15 * 9 ** -0.25, 4), low: expect.any(Number), high: expect.any(Number), extrapolation: 1 } });
    expect(piloted.impact.cases.map((each) => each.case)).toEqual(['assumed', 'pilot-trainings', 'full-generalisation', 'memorising-only']);
    expect(chosenStrategy(makePlan(WORKED_EXAMPLE)).projection).not.toHaveProperty('fitted');
  });

  test('has the same plan whatever order the categories come in', () => {
    const reversed = Object.fromEntries(Object.entries(WORKED_EXAMPLE.falsePositivesByCategory).reverse());
    expect(makePlan({ ...WORKED_EXAMPLE, falsePositivesByCategory: reversed })).toEqual(plan);
  });

  test('plans nothing to cover where nothing was found', () => {
    const empty = makePlan({ ...withSettings({ plan: { strategy: 'balanced' } }), falsePositivesByCategory: {} });
    expect(chosenStrategy(empty)).toMatchObject({ covered: 0, variations: 0, benignAdded: 250 });
    expect(empty.falsePositiveRate).toBe(0);
  });

  test('names the nearest strategy when the chosen one does not exist', () => {
    expect(() => makePlan(withSettings({ plan: { strategy: 'hybird' } }))).toThrow('plan.strategy: "hybird" is not valid. Write one of conservative, balanced, aggressive, hybrid (did you mean hybrid?).');
  });

  test.each([
    ['trafficRows', { trafficRows: 0 }],
    ['falsePositivesByCategory.Other', { falsePositivesByCategory: { Other: 1.5 } }],
    ['falsePositivesByCategory', { falsePositivesByCategory: { Other: 100_001 } }],
    ['malicious', { malicious: 0 }],
  ])('refuses an impossible %s', (field, change) => {
    expect(() => makePlan({ ...WORKED_EXAMPLE, ...change })).toThrow(new RegExp(`^${field}: `));
  });
});
