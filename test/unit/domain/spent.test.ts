import { expect, test } from '@jest/globals';
import type { CompletionRequest } from '../../../domain/ports/language-model.ts';
import { addSpent, ceilingOf, costOf, NOTHING_SPENT } from '../../../domain/spent.ts';

const PRICE = { model: 'm', currency: 'USD', input: 2, output: 8, batchInput: 1, batchOutput: 4 };
const request = (instructions: string, input: string): CompletionRequest => ({ instructions, input, answer: { name: 'a', schema: { type: 'object' } }, maxOutputTokens: 500, temperature: 1 });

test('a call costs its tokens at the price per million; batches have their own, where the provider has one', () => {
  const tokens = { inputTokens: 1_000, outputTokens: 500 };
  expect(costOf(tokens, PRICE, 'direct')).toEqual({ calls: 1, ...tokens, money: 0.006 });
  expect(costOf(tokens, PRICE, 'batch').money).toBe(0.003);
  expect(costOf(tokens, { model: 'm', currency: 'USD', input: 2, output: 8 }, 'batch').money).toBe(0.006);
  expect(costOf(tokens, undefined, 'direct').money).toBe(0);
});

test.each(['plain words', 'größer', '日本語のテキスト', '🦜🦜', 'é'.repeat(999), '\ud800 half a pair'])('a ceiling has a token for every byte of %j', (text) => {
  const { inputTokens, outputTokens, calls } = ceilingOf(request(text, text), PRICE, 'direct');
  const empty = ceilingOf(request('', ''), PRICE, 'direct').inputTokens;
  expect(inputTokens - empty).toBe(2 * Buffer.byteLength(text));
  expect([outputTokens, calls]).toEqual([500, 1]);
});

test('sums', () => {
  const one = { calls: 1, inputTokens: 2, outputTokens: 3, money: 4 };
  expect(addSpent(one, addSpent(NOTHING_SPENT, one))).toEqual({ calls: 2, inputTokens: 4, outputTokens: 6, money: 8 });
});
