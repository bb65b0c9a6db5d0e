import { describe, expect, test } from '@jest/globals';
import { categoryCounts as countsOf, classCounts, numberOr } from '../../../cli/category-counts.ts';

const categoryCounts = (option: string): ReturnType<typeof countsOf> => countsOf(option, ['Context Manipulation', 'Semantic Jailbreak', 'Obfuscated Command', 'Other']);

describe('categoryCounts', () => {
  test('four counts are those of the categories, in the order of reports', () => {
    expect(categoryCounts('1797,1073, 802,507')).toEqual({ 'Context Manipulation': 1797, 'Semantic Jailbreak': 1073, 'Obfuscated Command': 802, Other: 507 });
  });

  test('pairs name them', () => {
    expect(categoryCounts('Semantic Jailbreak=1073, a=b=2')).toEqual({ 'Semantic Jailbreak': 1073, 'a=b': 2 });
  });

  test('what is no number stays text, for the schema to refuse', () => {
    expect(categoryCounts('1,2,many,')).toMatchObject({ 'Obfuscated Command': 'many', Other: '' });
    expect(categoryCounts('Other=1e3')).toEqual({ Other: '1e3' });
  });

  test.each([
    ['1,2,3', 'Write 4 counts (Context Manipulation, Semantic Jailbreak, Obfuscated Command, Other), or name=count pairs.'],
    ['1,2,3,4,5', 'Write 4 counts'],
    ['', 'Write 4 counts'],
    ['Other=1,2', '"2" is no pair: write name=count, for example Other=507.'],
    ['=1', '"=1" is no pair'],
    ['Other=1,Other=2', 'Name Other once.'],
  ])('%j is refused: %s', (option, why) => expect(() => categoryCounts(option)).toThrow(why));
});

test('classCounts are two, benign first; what is no number stays text', () => {
  expect(classCounts('30000, 2000')).toEqual({ benign: 30_000, malicious: 2000 });
  expect(classCounts('many,2000')).toEqual({ benign: 'many', malicious: 2000 });
  for (const option of ['30000', '', '1,2,3']) expect(() => classCounts(option)).toThrow('Write two counts with a comma between');
});

test.each([['35634', 35_634], ['0', 0], ['-1', -1], ['2.5', 2.5], ['', ''], ['1,000', '1,000'], ['0x10', '0x10'], ['Infinity', 'Infinity'], [' 1', ' 1']])('%j is %j', (text, value) => expect(numberOr(text)).toBe(value));
