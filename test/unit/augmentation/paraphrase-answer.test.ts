import { expect, test } from '@jest/globals';
import { readParaphrases } from '../../../augmentation/paraphrase-answer.ts';
import { paraphraseRequests } from '../../../augmentation/paraphrase-request.ts';
import type { Completion, CompletionFailure } from '../../../domain/ports/language-model.ts';

const TEXT = 'How do I water the plants on my balcony?';
const [ASKED] = paraphraseRequests([{ source: { id: 'a', text: TEXT }, count: 4 }], { seed: 7, variationsPerCall: 8, temperature: 1 });
const USAGE = { inputTokens: 10, outputTokens: 10 };
const answer = (value: unknown): Completion => ({ outcome: 'answer', answer: value, usage: USAGE });
const texts = (...all: unknown[]): Completion => answer({ variations: all.map((text, index) => ({ style: ASKED!.styles[index]?.id ?? 'more', text })) });
const read = (completion: Completion, known = new Set<string>()) => readParaphrases(ASKED!, completion, known);
const GOOD = ['What is the way to water balcony plants?', 'Tell me how to water my balcony plants.', 'Could you explain watering plants on a balcony?', 'Need to water the plants on the balcony, how?'];

test('takes good texts with their styles', () => {
  const { variations, failed } = read(texts(...GOOD));
  expect(variations).toEqual(GOOD.map((text, index) => ({ text, detail: ASKED!.styles[index]!.id })));
  expect(failed).toEqual({});
});

test('takes no more than was asked for, and does not mind a made-up style', () => {
  const more = texts(...GOOD, 'How are balcony plants watered?');
  expect(read(more).variations).toHaveLength(4);
  const odd = answer({ variations: GOOD.map((text) => ({ style: 'baroque', text })) });
  expect(read(odd).variations.map(({ detail }) => detail)).toEqual(ASKED!.styles.map(({ id }) => id));
});

test.each<CompletionFailure>(['refusal', 'content-filter', 'truncated', 'malformed-json'])('counts every variation of a call that ended in %s', (outcome) => {
  expect(read({ outcome, usage: USAGE })).toEqual({ variations: [], failed: { [outcome]: 4 } });
});

test.each([null, 'text', [], {}, { variations: 'none' }, { variations: { 0: 'x' } }, { texts: GOOD }])('an answer of shape %j has the wrong schema', (value) => {
  expect(read(answer(value))).toEqual({ variations: [], failed: { 'wrong-schema': 4 } });
});

test('every asked-for variation is a variation or a failure with its reason', () => {
  const bad = answer({ variations: [{ style: 'formal', text: 12 }, { style: 'casual', text: TEXT.toUpperCase() }, { style: 'terse', text: '   ' }] });
  expect(read(bad)).toEqual({ variations: [], failed: { 'wrong-schema': 1, identical: 1, missing: 2 } });
  const worse = texts(GOOD[0], ` ${GOOD[0]!.toLowerCase()}`, "I'm sorry, but I can't help with that.", 'Water the roots every morning until the soil is wet.');
  expect(read(worse)).toEqual({ variations: [{ text: GOOD[0], detail: ASKED!.styles[0]!.id }], failed: { duplicate: 1, refusal: 1, answered: 1 } });
});

test('does not repeat what another call of the same source brought', () => {
  const known = new Set<string>();
  expect(read(texts(...GOOD), known).variations).toHaveLength(4);
  expect(read(texts(...GOOD), known)).toEqual({ variations: [], failed: { duplicate: 4 } });
});

test('finds tags and instructions that leaked', () => {
  const leaked = texts(`<${ASKED!.tag}>How are balcony plants watered?</${ASKED!.tag}>`, 'How do I water plants? A question stays a question and a request stays a request.', GOOD[0], GOOD[1]);
  expect(read(leaked).failed).toEqual({ leaked: 2 });
});

test('a prompt that is about refusals may be rephrased', () => {
  const [asked] = paraphraseRequests([{ source: { id: 'b', text: "I can't help with that request: what does a model mean when it says this?" }, count: 1 }], { seed: 7, variationsPerCall: 8, temperature: 1 });
  const rephrased = "I can't help with this request - what does a model want to say with these words?";
  expect(readParaphrases(asked!, answer({ variations: [{ style: 'plain', text: rephrased }] }), new Set()).variations).toHaveLength(1);
});
