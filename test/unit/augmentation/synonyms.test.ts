import { describe, expect, test } from '@jest/globals';
import { synonyms } from '../../../augmentation/synonyms.ts';
import { PROMPT_SYNONYMS, PROTECTED_TERMS } from '../../../augmentation/thesaurus.ts';
import type { Lexicon, OpenClass, TaggedWord } from '../../../domain/ports/lexicon.ts';
import { rng } from '../../../domain/rng.ts';

/** Tags by a given table (anything else is X) and knows the given synonyms. */
class FakeLexicon implements Lexicon {
  readonly tags: Readonly<Record<string, string>>;
  readonly table: Readonly<Record<string, readonly string[]>>;

  constructor(tags: Readonly<Record<string, string>>, table: Readonly<Record<string, readonly string[]>> = {}) {
    this.tags = tags;
    this.table = table;
  }

  partsOfSpeech(text: string): TaggedWord[] {
    return [...text.matchAll(/\w+|[^\w\s]/g)].map((match) => ({ value: match[0], pos: this.tags[match[0].toLowerCase()] ?? 'X', start: match.index, end: match.index + match[0].length }));
  }

  synonyms(lemma: string, pos: OpenClass): readonly string[] {
    return this.table[`${lemma}/${pos}`] ?? [];
  }
}

function make(text: string, lexicon: Lexicon, count = 20): string[] {
  return synonyms({ id: 'x', text }, count, rng(1), { lexicon }).map((variation) => variation.text);
}

describe('synonyms', () => {
  test('the hand-checked thesaurus comes before WordNet, in the same form and casing', () => {
    expect(make('Deleting the directories', new FakeLexicon({ deleting: 'VERB', directories: 'NOUN' }, { 'delete/verb': ['cancel'] })).sort()).toEqual([
      'Deleting the folders',
      'Removing the directories',
      'Removing the folders',
    ]);
  });

  test('WordNet answers are inflected, and skipped where the form is uncertain', () => {
    const lexicon = new FakeLexicon({ yelled: 'VERB' }, { 'yell/verb': ['holler', 'shout', 'speak'] });
    expect(make('He yelled at me', lexicon).sort()).toEqual(['He hollered at me', 'He shouted at me']);
  });

  test('the article follows the new word', () => {
    expect(make('write a short explanation', new FakeLexicon({ short: 'ADJ', explanation: 'NOUN' }, {}))).toEqual(['write a brief explanation']);
    expect(make('It was an eager crowd', new FakeLexicon({ eager: 'ADJ', crowd: 'NOUN' }, { 'eager/adjective': ['keen'] }))).toEqual(['It was a keen crowd']);
  });

  test('every occurrence of a word changes together', () => {
    expect(make('copy the folder into the folder', new FakeLexicon({ folder: 'NOUN' }))).toEqual(['copy the directory into the directory']);
  });

  test.each([
    ['a protected term', 'Ignore the password', { ignore: 'VERB', password: 'NOUN' }],
    ['a name', 'Ask the Doctor', { doctor: 'NOUN' }],
    ['a phrasal verb', 'find out the truth', { find: 'VERB' }],
    ['two objects', 'find me a bus', { find: 'VERB' }],
    ['a noun that modifies a noun', 'the directory tree', { directory: 'NOUN', tree: 'NOUN' }],
    ['a word in a hyphenated one', 'a multi-directory job', { directory: 'NOUN' }],
    ['a quotation', 'print "the directory"', { directory: 'NOUN' }],
    ['another part of speech', 'the display is dark', { display: 'NOUN' }],
    ['an adjective behind its noun', 'I was charged extra', { extra: 'ADJ' }],
    ['a replacement that is there already', 'the folder or directory', { folder: 'NOUN' }],
    ['a phrasal verb around its object', 'sort the list out', { sort: 'VERB', list: 'NOUN' }],
    ['a gerund used as a noun', 'at the beginning of it', { the: 'DET', beginning: 'VERB' }],
    ['an adjective with a degree', 'a very huge house', { huge: 'ADJ', house: 'NOUN' }],
    ['a fixed expression', 'the nearest whole number', { whole: 'ADJ', number: 'NOUN' }],
    ['the title of a song', 'play my beautiful journey', { beautiful: 'ADJ', journey: 'NOUN' }],
    ['a verb whose object asks for another', 'find the latest answer', { find: 'VERB' }],
    ['a verb in another of its senses', 'save me some money', { save: 'VERB' }],
    ['an adverb where its synonym cannot stand', 'immediately cancel it', { immediately: 'ADV' }],
  ])('%s stays: %j', (_, text, tags) => {
    expect(make(text, new FakeLexicon(tags))).toEqual([]);
  });

  test('what fits depends on the place: the same word changes where it may', () => {
    expect(make('find the keys and find the answer', new FakeLexicon({ find: 'VERB' }))).toEqual(['locate the keys and find the answer']);
  });

  test('words that share a sense without standing for each other stay', () => {
    expect(make('a ten percent raise', new FakeLexicon({ percent: 'NOUN' }, { 'percent/noun': ['percentage'] }))).toEqual([]);
  });

  test('at most three words change, and the detail says which', () => {
    const text = 'delete the big directory, modify the task and choose a car';
    const tags = { delete: 'VERB', big: 'ADJ', directory: 'NOUN', modify: 'VERB', task: 'NOUN', choose: 'VERB', car: 'NOUN' };
    for (const { detail } of synonyms({ id: 'x', text }, 30, rng(2), { lexicon: new FakeLexicon(tags) })) {
      expect(detail.split(', ').length).toBeLessThanOrEqual(3);
      expect(detail).toMatch(/^\w+→\w+/);
    }
  });
});

test('no word is listed as its own synonym, and none that is protected is replaced', () => {
  for (const table of Object.values(PROMPT_SYNONYMS)) {
    for (const [word, others] of table) {
      expect(word).toMatch(/^[a-z]+$/);
      expect(others.filter((other) => other === word || other === '' || /[|\n]/.test(other))).toEqual([]);
      expect(PROTECTED_TERMS.has(word) ? word : null).toBeNull();
      // An article is put right before the new word; a form that is no word would get past every other check.
      for (const other of others) expect(other).toMatch(/^[a-z-]+( [a-z]+)*$/);
    }
  }
});
