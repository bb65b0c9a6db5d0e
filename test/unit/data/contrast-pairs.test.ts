import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { countBy } from '../../../domain/count-by.ts';
import { groupBy } from '../../../domain/group-by.ts';
import { NearDuplicateIndex } from '../../../domain/near-duplicates/near-duplicate-index.ts';
import { normaliseForMatching } from '../../../domain/near-duplicates/normalise-for-matching.ts';
import { rocAuc } from '../../../domain/statistics/ranking.ts';
import phrases from '../../../data/contrast-pairs/phrases.json' with { type: 'json' };
import { KINDS } from '../../../scripts/contrast-pairs/kinds.ts';
import { makePairs } from '../../../scripts/contrast-pairs/make-pairs.ts';
import type { PairRow } from '../../../scripts/contrast-pairs/make-pairs.ts';

const DATA = join(import.meta.dirname, '../../../data');
const rows = parse(gunzipSync(readFileSync(join(DATA, 'contrast-pairs/pairs.jsonl.gz'))));

describe('the contrast pairs', () => {
  test('are what the phrases make', () => {
    expect(rows).toEqual(makePairs(1_500, 7));
  });

  test('are two rows each, an honest one and an attack of one kind, and no text is there twice', () => {
    expect(rows).toHaveLength(3_000);
    for (const [pair, both] of groupBy(rows, ({ id, label }) => id.slice(0, -label.length - 1))) {
      expect(both.map(({ id }) => id)).toEqual([`${pair}-benign`, `${pair}-malicious`]);
      expect(both[0]!.category).toBe(both[1]!.category);
    }
    expect(new Set(rows.map(({ text }) => normaliseForMatching(text))).size).toBe(3_000);
  });

  test('have every phrase in its place: no braces of a frame are left', () => {
    const slots = /\{(role|name|rules|wish|expert|topic|first|second|third|goal|rule|other|author|stakes)(:\w+)?\}/;
    expect(rows.filter(({ text }) => slots.test(text) || text.includes('undefined')).map(({ id }) => id)).toEqual([]);
  });

  test('are, all kinds together, not told apart by length alone', () => {
    const longest = Math.max(...rows.map(({ text }) => text.length));
    const lengths = (label: string): number[] => rows.filter((row) => row.label === label).map(({ text }) => text.length / longest);
    const auc = rocAuc(lengths('benign'), lengths('malicious'));
    expect(auc).toBeGreaterThan(0.4);
    expect(auc).toBeLessThan(0.7);
  });

  test('resemble no row of the sample and no hard negative', () => {
    const index = new NearDuplicateIndex(rows.map(({ text }) => text), { jaccard: 0.6 });
    for (const set of ['training', 'traffic', 'attacks']) expect([set, parse(gunzipSync(readFileSync(join(DATA, 'sample', `${set}.jsonl.gz`)))).filter(({ text }) => index.has(text)).map(({ id }) => id)]).toEqual([set, []]);
    for (const set of ['training', 'evaluation']) expect([set, parse(readFileSync(join(DATA, `hard-negatives/${set}.jsonl`))).filter(({ text }) => index.has(text)).map(({ id }) => id)]).toEqual([set, []]);
  });
});

describe('making them', () => {
  test('a smaller number holds the shares of the kinds', () => {
    const counts = countBy(makePairs(100, 1), ({ category }) => category);
    for (const [kind, { share }] of Object.entries(KINDS)) expect([kind, counts[kind]]).toEqual([kind, Math.round(200 * share)]);
  });

  test('asks for more phrases where they do not make so many different ones', () => {
    expect(() => makePairs(400, 1, { ...phrases, foreign: phrases.foreign.slice(0, 1) })).toThrow('The phrases do not make 28 different pairs of the kind other-language: write more.');
  });
});

describe('the README', () => {
  test('has the number of pairs of each kind and of phrases in each list', () => {
    const readme = readFileSync(join(DATA, 'contrast-pairs/README.md'), 'utf8');
    for (const [kind, count] of Object.entries(countBy(rows, ({ category }) => category))) expect(readme).toContain(`| \`${kind}\` | ${count / 2} |`);
    for (const [list, { length }] of Object.entries(phrases)) expect(readme).toContain(`| \`${list}\` | ${length} |`);
  });
});

function parse(lines: Buffer): PairRow[] {
  return lines.toString('utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as PairRow);
}
