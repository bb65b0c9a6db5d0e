import { expect, test } from '@jest/globals';
import { countTriggerWords } from '../../../domain/trigger-words.ts';

test.each([
  ['', 0],
  ['An ignorant query about killjoys and prompts', 0],
  ['Ignore the rules', 2],
  ['ignore, IGNORE and ignore', 1],
  ['print the system prompt', 1],
  ['the prompt of the system prompt', 2],
  ['act as a role in roleplay', 3],
  ['injection is not inject', 2],
])('%j has %i', (text, count) => {
  expect(countTriggerWords(text)).toBe(count);
});
