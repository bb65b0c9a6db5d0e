import { describe, expect, test } from '@jest/globals';
import { parsePromptLines } from '../../../cli/prompt-lines.ts';

const refusal = (text: string): string => {
  try {
    parsePromptLines(text, 'prompts.jsonl');
  } catch (error) {
    return String((error as Error).message);
  }
  return 'nothing was refused';
};

describe('parsePromptLines', () => {
  test('keeps the number of each line, over empty ones and Windows line ends', () => {
    expect(parsePromptLines('{"text":"a"}\r\n\r\n  \n{"text":"b","source":"desk","category":"chat"}\n', 'f')).toEqual([
      { line: 1, prompt: { text: 'a' } },
      { line: 4, prompt: { text: 'b', source: 'desk', category: 'chat' } },
    ]);
  });

  test.each([
    ['not json', 'line 1 is not JSON. Write {"text": "…"'],
    ['{"text":"a"}\n{"text":""}', 'line 2: text: "(withheld)" is not valid. Write some text.'],
    ['{"txt":"a"}', 'line 1: txt: "(withheld)" is not valid. There is no such key; did you mean text?'],
    ['{"text":1}', 'line 1: text: "(withheld)" is not valid. Write text.'],
    ['{"source":"desk"}', 'line 1: text: missing is not valid. Write text.'],
    ['["a"]', 'line 1: (root): "(withheld)" is not valid. Write an object.'],
    ['null', 'line 1: (root): "(withheld)" is not valid. Write an object.'],
    [JSON.stringify({ text: 'x'.repeat(20_001) }), 'line 1: text: "(withheld)" is not valid. Write at most 20000 characters.'],
    [JSON.stringify({ text: 'a', source: 's'.repeat(101) }), 'line 1: source: "(withheld)" is not valid. Write at most 100 characters.'],
  ])('refuses %j', (text, why) => {
    expect(refusal(text)).toContain('prompts.jsonl: nothing was stored, because these lines are malformed:\n  ');
    expect(refusal(text)).toContain(why);
  });

  test('the longest text is not refused', () => expect(parsePromptLines(JSON.stringify({ text: 'x'.repeat(20_000) }), 'f')).toHaveLength(1));

  test.each(['not json but secret', '{"text": 5, "secret": "secret"}', '["secret"]', '"secret"', JSON.stringify({ text: 'secret'.repeat(9_999) }), JSON.stringify({ text: ['secret'] })])('never repeats what a customer wrote: %.30s', (line) => {
    expect(refusal(line).replace('secret: "(withheld)"', '')).not.toMatch(/secret/);
  });

  test('names the first ten malformed lines and counts the rest', () => {
    const lines = refusal(Array.from({ length: 13 }, () => 'x').join('\n')).split('\n');
    expect(lines).toHaveLength(12);
    expect(lines.at(-1)).toBe('  and 3 more');
  });

  test.each(['', '\n \n'])('%j has nothing to store', (text) => expect(refusal(text)).toBe('file: "prompts.jsonl" is not valid. It has no lines; write one {"text": "…"} a line.'));
});
