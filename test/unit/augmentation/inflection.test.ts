import { describe, expect, test } from '@jest/globals';
import { articleBefore, inflectVerb, pluralOf } from '../../../augmentation/inflection.ts';
import { lemmasOf } from '../../../augmentation/word-forms.ts';

describe('inflectVerb', () => {
  test.each([
    ['show', 'third-person', 'shows'],
    ['fetch', 'third-person', 'fetches'],
    ['modify', 'third-person', 'modifies'],
    ['create', 'gerund', 'creating'],
    ['run', 'gerund', 'running'],
    ['tie', 'gerund', 'tying'],
    ['see', 'gerund', 'seeing'],
    ['transfer', 'gerund', 'transferring'],
    ['explain', 'gerund', 'explaining'],
    ['modify', 'past', 'modified'],
    ['store', 'past', 'stored'],
    ['find', 'past', null],
    ['format', 'gerund', null],
  ] as const)('%s, %s: %s', (verb, form, expected) => {
    expect(inflectVerb(verb, form)).toBe(expected);
  });
});

test.each([
  ['folder', 'folders'],
  ['directory', 'directories'],
  ['business', 'businesses'],
  ['child', null],
  ['analysis', null],
  ['means', null],
])('the plural of %s is %s', (noun, plural) => {
  expect(pluralOf(noun)).toBe(plural);
});

test.each([
  ['apple', 'an'],
  ['folder', 'a'],
  ['hour', 'an'],
  ['user', 'a'],
  ['unusual', 'an'],
  ['unique', 'a'],
  ['FAQ', 'an'],
  ['URL', 'a'],
])('the article before %s is %s', (word, article) => {
  expect(articleBefore(word)).toBe(article);
});

test('a word is read back to its lemma in each form it may be', () => {
  expect(lemmasOf('running', 'verb')).toContainEqual({ lemma: 'run', form: 'gerund' });
  expect(lemmasOf('modified', 'verb')).toContainEqual({ lemma: 'modify', form: 'past' });
  expect(lemmasOf('directories', 'noun')).toContainEqual({ lemma: 'directory', form: 'plural' });
  expect(lemmasOf('found', 'verb')).toEqual([{ lemma: 'found', form: 'base' }]);
});
