import { expect, test } from '@jest/globals';
import { countBy } from '../../../domain/count-by.ts';

test('counts by name, names in order of first appearance', () => {
  const counts = countBy(['pear', 'fig', 'plum', 'apple'], (word) => word.charAt(0));
  expect(counts).toEqual({ p: 2, f: 1, a: 1 });
  expect(Object.keys(counts)).toEqual(['p', 'f', 'a']);
});

test('counts names that objects already know, and nothing', () => {
  expect(countBy(['constructor', 'constructor', 'toString'], (word) => word)).toEqual(Object.fromEntries([['constructor', 2], ['toString', 1]]));
  expect(countBy([], () => 'x')).toEqual({});
});
