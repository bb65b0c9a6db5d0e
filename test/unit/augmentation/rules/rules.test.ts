import { describe, expect, test } from '@jest/globals';
import { maskProtectedSpans } from '../../../../augmentation/protected-spans.ts';
import { RULES } from '../../../../augmentation/rules/index.ts';
import type { RestructuringRule } from '../../../../augmentation/rules/rule.ts';
import { rng } from '../../../../domain/rng.ts';

const SEEDS = 300;

/** Everything a rule makes of a text over many seeds. */
function outputs(rule: RestructuringRule, text: string): Set<string | null> {
  const masked = maskProtectedSpans(text)!;
  const made = Array.from({ length: SEEDS }, (_, seed) => rule.apply(masked.text, rng(seed)));
  return new Set(made.map((line) => (line === null ? null : masked.unmask(line))));
}

function rule(id: string): RestructuringRule {
  return RULES.find((candidate) => candidate.id === id)!;
}

test('there are at least twenty rules, each with its own id, an example and a refusal', () => {
  expect(RULES.length).toBeGreaterThanOrEqual(20);
  expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length);
  expect(RULES.filter(({ examples, refuses }) => examples.length === 0 || refuses.length === 0)).toEqual([]);
});

describe.each(RULES.map((one) => [one.id, one] as const))('%s', (_, one) => {
  test.each(one.examples)('%j can become %j', (input, output) => {
    expect(outputs(one, input)).toContain(output);
  });

  test.each(one.refuses)('%j stays', (input) => {
    expect([...outputs(one, input)]).toEqual([null]);
  });

  test('answers null where its pattern is not there', () => {
    expect([...outputs(one, 'Blue lagoon'), ...outputs(one, 'Грег')]).toEqual([null, null]);
  });
});

test('a casual writer gets no capitals and no question mark', () => {
  for (const output of outputs(rule('request-as-question'), 'find all files')) expect(output).toMatch(/^[a-z ]+$/);
});
