import { expect, test } from '@jest/globals';
import type { NamedOutcome } from '../../../../domain/stress/adaptive-attack.ts';
import { adaptiveResult } from '../../../../domain/stress/adaptive-result.ts';

const outcome = (fields: Partial<NamedOutcome> & { readonly id: string }): NamedOutcome => ({ clean: 0.9, reached: 0.9, queries: 10, words: 20, replaceable: 5, replaced: 0, caught: true, stillCaught: true, ...fields });

test('counts what was caught, what still is, and what it took to get past', () => {
  const result = adaptiveResult([
    outcome({ id: 'a', reached: 0.2, replaced: 2, stillCaught: false }),
    outcome({ id: 'b', reached: 0.4, replaced: 6, stillCaught: false, queries: 30 }),
    outcome({ id: 'c', reached: 0.8, replaced: 1 }),
    outcome({ id: 'd', replaceable: 0, queries: 1 }),
    outcome({ id: 'e', clean: 0.1, reached: 0.1, queries: 1, caught: false, stillCaught: false }),
  ]);
  expect(result).toMatchObject({ attacks: 5, caught: { count: 4, n: 5 }, stillCaught: { count: 2, n: 5 }, gotPast: 2, queries: 52, withoutSubstitutes: 1 });
  // 2 of 20 and 6 of 20 words.
  expect(result.replacedShare).toBeCloseTo(0.2, 12);
  expect(result.outcomes.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd', 'e']);
});

test('where nothing got past, no share of words is told', () => {
  expect(adaptiveResult([outcome({ id: 'a' })])).toMatchObject({ gotPast: 0, replacedShare: null });
  expect(adaptiveResult([])).toMatchObject({ attacks: 0, caught: { n: 0, rate: 0 }, replacedShare: null });
});
