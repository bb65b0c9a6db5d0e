import { expect, test } from '@jest/globals';
import { completionKey, hasCompletion, keepCompletion, readCompletion } from '../../../../activities/engine/completions.ts';
import type { Completion, CompletionRequest } from '../../../../domain/ports/language-model.ts';
import { MemoryStore } from '../../../fakes/memory-store.ts';

const REQUEST: CompletionRequest = { instructions: 'Rephrase.', input: '<t>x</t>', answer: { name: 'a', schema: { type: 'object' } }, maxOutputTokens: 10, temperature: 0.5 };
const COST = { calls: 1, inputTokens: 5, outputTokens: 6, money: 0.1 };
const answer = (text: string): Completion => ({ outcome: 'answer', answer: { text }, usage: { inputTokens: 5, outputTokens: 6 } });

test('an answer is found under all that decides it, and under nothing else', () => {
  const key = completionKey('api at host: m', REQUEST);
  expect(completionKey('api at host: m', { temperature: 0.5, maxOutputTokens: 10, answer: REQUEST.answer, input: REQUEST.input, instructions: REQUEST.instructions })).toBe(key);
  const others: [string, CompletionRequest][] = [
    ['api at other: m', REQUEST], ['api at host: m', { ...REQUEST, instructions: 'Translate.' }], ['api at host: m', { ...REQUEST, input: '<t>y</t>' }],
    ['api at host: m', { ...REQUEST, temperature: 0.6 }], ['api at host: m', { ...REQUEST, maxOutputTokens: 11 }], ['api at host: m', { ...REQUEST, answer: { name: 'b', schema: {} } }],
  ];
  expect(new Set([key, ...others.map(([identity, request]) => completionKey(identity, request))]).size).toBe(7);
});

test('the first answer stays, whoever comes later', async () => {
  const store = new MemoryStore();
  expect(await hasCompletion(store, 'k')).toBe(false);
  expect(await readCompletion(store, 'k')).toBeUndefined();
  const kept = await Promise.all(['one', 'two', 'three'].map((text) => keepCompletion(store, 'k', answer(text), COST)));
  expect(kept.map(({ completion }) => completion)).toEqual([answer('one'), answer('one'), answer('one')]);
  expect(await readCompletion(store, 'k')).toEqual({ schema: 1, completion: answer('one'), cost: COST });
  expect(await hasCompletion(store, 'k')).toBe(true);
});

test('keeps what the provider counted though it gave no answer', async () => {
  const store = new MemoryStore();
  await keepCompletion(store, 'k', { outcome: 'truncated', usage: null }, COST);
  expect(await readCompletion(store, 'k')).toEqual({ schema: 1, completion: { outcome: 'truncated', usage: null }, cost: COST });
});
