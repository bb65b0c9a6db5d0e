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

test('there are at least twelve rules, each with its own id and an example', () => {
  expect(RULES.length).toBeGreaterThanOrEqual(12);
  expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length);
  expect(RULES.filter(({ examples }) => examples.length === 0)).toEqual([]);
});

describe.each(RULES.map((one) => [one.id, one] as const))('%s', (_, one) => {
  test.each(one.examples)('%j can become %j', (input, output) => {
    expect(outputs(one, input)).toContain(output);
  });

  test('answers null where its pattern is not there', () => {
    expect([...outputs(one, 'Blue lagoon'), ...outputs(one, 'Грег')]).toEqual([null, null]);
  });
});

describe('meanings that must not change', () => {
  test.each([
    ['request-as-question', 'Search engine optimization basics'],
    ['request-as-question', 'The function should return a list.'],
    ['request-as-wish', 'find command not working'],
    ['subordinate-to-front', 'I want to know if my card is lost.'],
    ['subordinate-to-front', 'Check whether it works or tell me if it does not.'],
    ['subordinate-to-end', 'If there is a fee, what is it?'],
    ['yes-no-question-embedded', 'Can you book a table for two?'],
    ['definition-embedded', 'What is my bank doing about it?'],
    ['relative-to-gerund', 'Write a function that takes a list and returns its length.'],
    ['location-fronting', 'Find files ending in "x"'],
    ['expansion', "Why can't I log in?"],
    ['need-wording', 'how long do i need to wait'],
    ['role-as-expansion', 'As a result, write the file again.'],
    ['coordination-split', 'Explain how to search and replace words.'],
    ['request-as-task', 'Remind me to call my mother.'],
  ])('%s leaves %j alone', (id, text) => {
    expect([...outputs(rule(id), text)]).toEqual([null]);
  });

  test('a casual writer gets no capitals and no question mark', () => {
    for (const output of outputs(rule('request-as-question'), 'find all files')) expect(output).toMatch(/^[a-z ]+$/);
  });
});
