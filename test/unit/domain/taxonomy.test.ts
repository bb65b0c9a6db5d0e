import { expect, test } from '@jest/globals';
import { FALSE_POSITIVE_CATEGORIES, falsePositiveCategory, TAXONOMY } from '../../../domain/taxonomy.ts';

test.each([
  ['act-as-prompt', 'Context Manipulation'],
  ['roleplay-request', 'Context Manipulation'],
  ['security-adjacent', 'Semantic Jailbreak'],
  ['shell-request', 'Obfuscated Command'],
  ['coding-request', 'Obfuscated Command'],
  ['tool-use-request', 'Obfuscated Command'],
  ['customer-support', 'Other'],
  ['unknown', 'Other'],
  ['', 'Other'],
])('%s is %s', (dataCategory, category) => expect(falsePositiveCategory(dataCategory)).toBe(category));

test('reports list the four categories, Other last', () => {
  expect(FALSE_POSITIVE_CATEGORIES).toEqual(['Context Manipulation', 'Semantic Jailbreak', 'Obfuscated Command', 'Other']);
});

test('no data category belongs to two', () => {
  const all = TAXONOMY.flatMap((rule) => rule.dataCategories);
  expect(new Set(all).size).toBe(all.length);
});
