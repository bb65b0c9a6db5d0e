import { describe, expect, test } from '@jest/globals';
import { cheapestStrategy } from '../../../../domain/planning/cheapest-strategy.ts';
import { makePlan } from '../../../../domain/planning/make-plan.ts';
import type { StrategyPlan } from '../../../../domain/planning/plan.ts';
import { underLimit, WORKED_EXAMPLE } from './worked-example.ts';
import { WORKED_PILOTS } from './worked-pilots.ts';

const [SOME] = makePlan(WORKED_EXAMPLE).strategies;
const strategy = (name: string, rowsAdded: number, high?: number): StrategyPlan => ({
  ...SOME!,
  strategy: { ...SOME!.strategy, name },
  rowsAdded,
  projection: { fullGeneralisation: 0, memorisingOnly: 1, ...(high !== undefined && { fitted: { rate: high / 2, low: 0, high, extrapolation: 1 } }) },
});

describe('cheapestStrategy', () => {
  test('is the one with the fewest rows of those whose whole interval lies under the limit', () => {
    const strategies = [strategy('large', 900, 0.002), strategy('small', 100, 0.012), strategy('middle', 500, 0.009)];
    expect(cheapestStrategy(strategies, 0.01)).toEqual({ strategy: 'middle', passes: true, margin: expect.closeTo(0.001, 12) });
  });

  test('an interval that ends at the limit is not under it', () => expect(cheapestStrategy([strategy('at', 1, 0.01)], 0.01)).toMatchObject({ passes: false, margin: 0 }));

  test('where none passes, is the closest, and says by how much', () => {
    expect(cheapestStrategy([strategy('cheap', 100, 0.03), strategy('near', 900, 0.012)], 0.01)).toEqual({ strategy: 'near', passes: false, margin: expect.closeTo(-0.002, 12) });
  });

  test('is none without fitted rates', () => {
    expect(cheapestStrategy([strategy('unknown', 1)], 0.01)).toBeUndefined();
    expect(cheapestStrategy([strategy('unknown', 1), strategy('known', 2, 0.02)], 0.01)).toMatchObject({ strategy: 'known' });
  });
});

describe('a plan with pilots', () => {
  const plan = makePlan({ ...WORKED_EXAMPLE, pilots: WORKED_PILOTS });
  const fitted = (name: string) => plan.strategies.find((each) => each.strategy.name === name)!.projection.fitted!;

  test('has the fitted rate beside its range', () => {
    expect(fitted('hybrid').rate).toBeCloseTo(0.04 * 2501 ** -0.15 * 9 ** -0.25, 4);
    expect(fitted('hybrid')).toMatchObject({ extrapolation: 1 });
    expect(fitted('hybrid').low).toBeLessThan(fitted('hybrid').rate);
    expect(fitted('conservative').extrapolation).toBe(2);
    expect(plan.pilots!.curve).toMatchObject({ covered: expect.closeTo(-0.15, 1), variations: expect.closeTo(-0.25, 1), points: 8 });
  });

  test('names the cheapest strategy, as the limit has it', () => {
    const cheapest = (limit: number) => makePlan({ ...underLimit(limit), pilots: WORKED_PILOTS }).pilots!.cheapest;
    expect(cheapest(0.012)).toMatchObject({ strategy: 'conservative', passes: true });
    expect(cheapest(0.0087)).toMatchObject({ strategy: 'balanced', passes: true });
    expect(cheapest(0.006)).toMatchObject({ strategy: 'aggressive', passes: false });
  });

  test('with too few pilots that differ has no curve, and no strategy is named', () => {
    const { pilots, strategies } = makePlan({ ...WORKED_EXAMPLE, pilots: { ...WORKED_PILOTS, pilots: WORKED_PILOTS.pilots.slice(0, 2) } });
    expect(pilots).toMatchObject({ replayRows: 20_000 });
    expect(pilots).not.toHaveProperty('curve');
    expect(pilots).not.toHaveProperty('cheapest');
    expect(strategies.every(({ projection }) => projection.fitted === undefined)).toBe(true);
  });

  test('is plain JSON', () => expect(JSON.parse(JSON.stringify(plan))).toEqual(plan));
});
