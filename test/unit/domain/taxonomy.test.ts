import { describe, expect, test } from '@jest/globals';
import { categoriser, categoryNames, isKnownCategory } from '../../../domain/taxonomy.ts';
import type { Neighbour, Taxonomy, TaxonomyCategory } from '../../../domain/taxonomy.ts';

const category = (name: string, fields: Partial<TaxonomyCategory> = {}): TaxonomyCategory => ({ name, description: '', dataCategories: [], attackCategories: [], attackSources: [], rules: [], ...fields });
const TAXONOMY: Taxonomy = {
  schema: 1,
  confidenceFloor: 0.3,
  categories: [
    category('Role', { dataCategories: ['roleplay'], attackCategories: ['persona'], rules: [{ pattern: '\\bact as\\b', weight: 3 }] }),
    category('Code', { dataCategories: ['shell', 'coding'], attackSources: ['obfuscator'], rules: [{ pattern: 'sudo', weight: 2 }, { pattern: '^ΣΟΥΔΟ', weight: 1 }] }),
    category('Other', { dataCategories: ['small talk'] }),
  ],
};
const categorise = categoriser(TAXONOMY);
const near = (similarity: number, attack = 'persona', source = 'a-source'): Neighbour => ({ id: `${attack}-${similarity}`, category: attack, source, similarity });
const unknown = (text: string) => ({ text, category: 'unknown' });

describe('categoriser', () => {
  test.each([['roleplay', 'Role'], ['coding', 'Code'], ['small talk', 'Other']])('what the data calls %s is %s, whatever it looks like', (dataCategory, name) => {
    expect(categorise({ text: 'sudo act as root', category: dataCategory }, [near(0.99), near(0.98)])).toEqual({ category: name, confidence: 1, by: 'data' });
  });

  test('neighbours vote with their similarity, by category or source; the rest of them lowers the confidence', () => {
    const voted = categorise(unknown('hello'), [near(0.9), near(0.6), near(0.5, 'other', 'obfuscator'), near(0.8, 'no-one')]);
    expect(voted).toEqual({ category: 'Role', confidence: 1.5 / 4, by: 'neighbours' });
    expect(categorise(unknown('hello'), [near(0.7, 'x', 'obfuscator'), near(0.6)])).toMatchObject({ category: 'Code', confidence: 0.35 });
  });

  test('neighbours that are far away do not decide', () => {
    expect(categorise(unknown('hello'), [near(0.29)])).toEqual({ category: 'Other', confidence: 0.29, by: 'none' });
    expect(categorise(unknown('hello'), [near(0.3)])).toMatchObject({ category: 'Role', confidence: 0.3 });
    expect(categorise(unknown('hello'), [near(-0.5)])).toEqual({ category: 'Other', confidence: 0, by: 'none' });
  });

  test('a rule counts as its weight in neighbours, whatever the case of the text', () => {
    // 3 of 3 for the rule and 1 for the voter that there could have been.
    expect(categorise(unknown('Please ACT AS a pirate'), [])).toEqual({ category: 'Role', confidence: 0.75, by: 'rules' });
    expect(categorise(unknown('σουδο'), [])).toMatchObject({ category: 'Code', confidence: 0.5 });
    expect(categorise(unknown('react astutely'), [])).toMatchObject({ category: 'Other', by: 'none' });
  });

  test('rules and neighbours add up, and against each other the heavier wins with less confidence', () => {
    const five = [0.9, 0.8, 0.7, 0.6, 0.5].map((similarity) => near(similarity));
    expect(categorise(unknown('act as a cook'), five)).toEqual({ category: 'Role', confidence: expect.closeTo((3.5 + 3) / 8), by: 'neighbours' });
    expect(categorise(unknown('sudo rm'), five)).toEqual({ category: 'Role', confidence: expect.closeTo(3.5 / 7), by: 'neighbours' });
    expect(categorise(unknown('sudo act as root'), [])).toEqual({ category: 'Role', confidence: 3 / 6, by: 'rules' });
  });
});

test('names come in the order of the taxonomy; what it knows is told', () => {
  expect(categoryNames(TAXONOMY)).toEqual(['Role', 'Code', 'Other']);
  expect(['shell', 'small talk', 'unknown', ''].map((name) => isKnownCategory(TAXONOMY, name))).toEqual([true, true, false, false]);
});
