import { describe, expect, test } from '@jest/globals';
import { loadLexicon } from '../../../adapters/lexicon.ts';

const lexicon = loadLexicon();

describe('loadLexicon', () => {
  test('words have their universal part of speech and exact place', () => {
    const text = "Find the user's 3 files, please!";
    const words = lexicon.partsOfSpeech(text);
    for (const { value, start, end } of words) expect(text.slice(start, end)).toBe(value);
    expect(words.filter(({ value }) => ['Find', 'the', 'files', '3'].includes(value)).map(({ pos }) => pos)).toEqual(['VERB', 'DET', 'NUM', 'NOUN']);
  });

  test('synonyms are those of the dominant sense', () => {
    expect(lexicon.synonyms('automobile', 'noun')).toEqual(['car']);
    expect(lexicon.synonyms('purchase', 'verb')).toEqual(['buy']);
  });

  test('a word whose senses compete has none', () => {
    expect(lexicon.synonyms('find', 'verb')).toEqual([]);
    expect(lexicon.synonyms('bank', 'noun')).toEqual([]);
  });

  test('rare words are no replacements, and unknown words have none', () => {
    expect(lexicon.synonyms('car', 'noun')).not.toContain('machine');
    expect(lexicon.synonyms('city', 'noun')).not.toContain('urban center');
    expect(lexicon.synonyms('qwxyz', 'noun')).toEqual([]);
  });

  test('the part of speech decides', () => {
    expect(lexicon.synonyms('automobile', 'verb')).toEqual([]);
  });

  test('all synonyms are those of any sense, the most frequent sense first', () => {
    expect(lexicon.allSynonyms('automobile', 'noun')).toEqual(expect.arrayContaining(['car', 'auto', 'machine', 'motorcar']));
    const find = lexicon.allSynonyms('find', 'verb');
    expect(find).toEqual(expect.arrayContaining(['discover', 'detect', 'regain', 'rule']));
    expect(find.indexOf('discover')).toBeLessThan(find.indexOf('rule'));
    expect(find).not.toContain('find');
    expect(new Set(find).size).toBe(find.length);
    expect(lexicon.allSynonyms('qwxyz', 'noun')).toEqual([]);
  });

  test('a tagger that is made anew every few texts tags as one that has seen them all', () => {
    const [recycling, keeping] = [loadLexicon({ textsPerTagger: 3 }), loadLexicon()];
    const texts = Array.from({ length: 20 }, (_, index) => `Please frobnicate the blorpy ${'zxw'.repeat(1 + (index % 5))} files and list the large ones.`);
    expect(texts.map((text) => recycling.partsOfSpeech(text))).toEqual(texts.map((text) => keeping.partsOfSpeech(text)));
  });
});
