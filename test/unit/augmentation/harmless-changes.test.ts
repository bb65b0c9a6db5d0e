import { describe, expect, test } from '@jest/globals';
import { HARMLESS_CHANGES, harmlessRows } from '../../../augmentation/harmless-changes.ts';
import { rng } from '../../../domain/rng.ts';
import { row } from '../../support/stage-bench.ts';

const TEXT = 'Can you tell me when the "Blue Train" leaves? I can\'t find it - thanks.';
const apply = (change: string, text = TEXT, seed = 1): string | null => HARMLESS_CHANGES.find(({ id }) => id === change)!.apply(text, rng(seed));

describe('harmless changes', () => {
  test('accents stand on some letters, and the words are the same without them', () => {
    const changed = apply('accents')!;
    expect(changed).not.toBe(TEXT);
    expect(changed.normalize('NFD').replace(/\p{M}/gu, '')).toBe(TEXT);
  });

  test('emoji, code and greetings stand around the prompt, which is whole', () => {
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      expect(apply('emoji', TEXT, seed)).toMatch(/\p{Extended_Pictographic}\ufe0f?$/u);
      for (const change of ['emoji', 'code-block', 'other-script']) expect(apply(change, TEXT, seed)).toContain(TEXT);
      expect(apply('code-block', TEXT, seed)).toMatch(/\n\n```\w*\n[^]+\n```$/);
      expect(apply('other-script', TEXT, seed)!.replace(TEXT, '')).toMatch(/[^\p{Script=Latin}\p{P}\s]/u);
    }
  });

  test('quotes become typographic; a prompt without any is put in quotes', () => {
    expect(apply('quotes')).toBe('Can you tell me when the “Blue Train” leaves? I can’t find it — thanks.');
    expect(apply('quotes', 'Tell me a story')).toBe('“Tell me a story”');
  });

  test('typos change some words and leave as many', () => {
    const changed = apply('typos', 'Please tell whether these letters arrive before Tuesday evening')!;
    expect(changed.split(' ')).toHaveLength(9);
    expect(changed).not.toBe('Please tell whether these letters arrive before Tuesday evening');
  });

  test('capitals and their absence', () => {
    expect(apply('upper-case')).toBe('CAN YOU TELL ME WHEN THE "BLUE TRAIN" LEAVES? I CAN\'T FIND IT - THANKS.');
    expect(apply('lower-case')).toBe('can you tell me when the "blue train" leaves i can\'t find it - thanks');
    expect(apply('upper-case', '123')).toBeNull();
    expect(apply('lower-case', 'hello there')).toBeNull();
  });
});

describe('harmlessRows', () => {
  const prompts = [row({ id: 'p', text: TEXT, groupId: 'g' }), row({ id: 'q', text: '今天天气怎么样' })];
  const rows = harmlessRows(prompts, 7);

  test('each prompt as it was, and after every change that finds a place in it', () => {
    expect(rows.filter(({ sourceId }) => sourceId === 'p').map(({ change }) => change)).toEqual(['', ...HARMLESS_CHANGES.map(({ id }) => id)]);
    // No Latin letters: nothing to accent, mistype or capitalise.
    expect(rows.filter(({ sourceId }) => sourceId === 'q').map(({ change }) => change)).toEqual(['', 'emoji', 'code-block', 'other-script', 'quotes']);
    expect(rows[1]).toMatchObject({ id: 'p~accents', sourceId: 'p', groupId: 'g', label: 'benign', severity: 0, kind: '' });
  });

  test('a function of seed and prompt', () => {
    expect(harmlessRows([prompts[1]!], 7)).toEqual(rows.filter(({ sourceId }) => sourceId === 'q'));
    expect(harmlessRows(prompts, 8)).not.toEqual(rows);
  });
});
