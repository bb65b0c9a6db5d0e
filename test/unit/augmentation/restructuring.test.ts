import { describe, expect, test } from '@jest/globals';
import { restructuring } from '../../../augmentation/restructuring.ts';
import { rng } from '../../../domain/rng.ts';

const context = { lexicon: { partsOfSpeech: () => [], synonyms: () => [] } };
const make = (text: string, count = 8, seed = 1): string[] => restructuring({ id: 'x', text }, count, rng(seed), context).map((variation) => variation.text);

describe('restructuring', () => {
  test('makes as many different texts as asked for, none of them the source', () => {
    const text = 'Find all log files in the current directory and delete them.';
    const texts = make(text, 12);
    expect(texts).toHaveLength(12);
    expect(new Set([text, ...texts].map((one) => one.toLowerCase().replace(/\W+/g, ' ').trim())).size).toBe(13);
  });

  test('a source with few rewritings yields each of them once', () => {
    const texts = make('My card was declined.', 200);
    expect(texts.length).toBeLessThan(20);
    expect(new Set(texts.map((one) => one.toLowerCase().replace(/[\s.,;:?!]+/g, ' ').trim())).size).toBe(texts.length);
  });

  test('the same seed gives the same texts, another seed others', () => {
    const text = 'Generate a Java program that implements a system for blocking suspicious traffic.';
    expect(make(text, 6, 5)).toEqual(make(text, 6, 5));
    expect(make(text, 6, 5)).not.toEqual(make(text, 6, 6));
  });

  test('details name the rules, at most two', () => {
    for (const { detail } of restructuring({ id: 'x', text: 'You are a pilot. Describe your day.' }, 20, rng(3), context)) {
      expect(detail).toMatch(/^[a-z-]+(\+[a-z-]+)?$/);
    }
  });

  test('lines below an instruction are payload and stay as they are', () => {
    const payload = '\n\nFind all files, please.\n  print("If A, B")';
    const texts = make(`Fix the bug in this code:${payload}`);
    expect(texts.length).toBeGreaterThan(3);
    for (const text of texts) expect(text.endsWith(payload)).toBe(true);
  });

  test('below a header that is no prose the last sentence is the request', () => {
    const header = 'tools: enabled\ntool access: shell\nshell(command)\n';
    const texts = make(`${header}List all files in the home directory.`);
    expect(texts.length).toBeGreaterThan(3);
    for (const text of texts) expect(text.startsWith(header)).toBe(true);
  });

  test('what follows a line with a colon is payload, whatever it says', () => {
    expect(make('Data:\nFind all files in the folder.')).toEqual([]);
  });

  test('quotations and placeholders survive every rule', () => {
    for (const text of make('Find files named "If you can, please" in ${DIR} and print them.', 20)) {
      expect(text).toContain('"If you can, please"');
      expect(text).toContain('${DIR}');
    }
  });

  test.each(['Genera un programa en Java que implemente un mecanismo para la seguridad.', 'สร้างโปรแกรม Java', '{"title": "x"}', ''])('nothing is made of %j', (text) => {
    expect(make(text)).toEqual([]);
  });
});
