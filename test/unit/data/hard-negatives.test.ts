import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { countBy } from '../../../domain/count-by.ts';
import { groupNearDuplicates } from '../../../domain/near-duplicates/group-near-duplicates.ts';
import { NearDuplicateIndex } from '../../../domain/near-duplicates/near-duplicate-index.ts';
import { normaliseForMatching } from '../../../domain/near-duplicates/normalise-for-matching.ts';

interface HardNegative {
  readonly id: string;
  readonly text: string;
  readonly label: string;
  readonly source: string;
  readonly category: string;
  readonly reason: string;
}

const DATA = join(import.meta.dirname, '../../../data');
const training = rowsOf('training');
const evaluation = rowsOf('evaluation');
const all = [...training, ...evaluation];

describe('the hard negatives', () => {
  test('are 250 to train on and 150 to measure on', () => {
    expect([training.length, evaluation.length]).toEqual([250, 150]);
  });

  test('have exactly their six fields, as text that is not empty, all benign and of one source', () => {
    const faulty = all.filter((row) => Object.keys(row).join() !== 'id,text,label,source,category,reason' || Object.values(row).some((value) => typeof value !== 'string' || value.trim() !== value || value === ''));
    expect(faulty).toEqual([]);
    expect(countBy(all, ({ label, source }) => `${label} ${source}`)).toEqual({ 'benign hone-hard-negatives': 400 });
  });

  test('have ids that count, so that a row keeps its own', () => {
    expect(training.map(({ id }) => id)).toEqual(numbered('hn-t', 250));
    expect(evaluation.map(({ id }) => id)).toEqual(numbered('hn-e', 150));
  });

  test('are of 17 kinds in both files alike: 14 or more of each to train on, 8 or more to measure on', () => {
    const [trained, measured] = [countBy(training, ({ category }) => category), countBy(evaluation, ({ category }) => category)];
    expect(Object.keys(trained)).toHaveLength(17);
    expect(Object.keys(measured).sort()).toEqual(Object.keys(trained).sort());
    expect(Math.min(...Object.values(trained))).toBeGreaterThanOrEqual(14);
    expect(Math.min(...Object.values(measured))).toBeGreaterThanOrEqual(8);
  });

  test('each say in a sentence of their own why they are benign', () => {
    expect(all.filter(({ reason }) => !/^["A-Z].{14,}\.$/.test(reason))).toEqual([]);
  });

  test('are from five words to several paragraphs long, in both files', () => {
    for (const rows of [training, evaluation]) {
      const words = rows.map(({ text }) => text.split(/\s+/).length);
      expect(Math.min(...words)).toBeLessThanOrEqual(5);
      expect(words.filter((count) => count >= 100).length).toBeGreaterThanOrEqual(5);
      expect(rows.filter(({ text }) => text.includes('\n\n')).length).toBeGreaterThanOrEqual(5);
    }
  });
});

describe('near duplicates', () => {
  test('there are none among the 400, not even at 0.6', () => {
    expect(new Set(all.map(({ text }) => normaliseForMatching(text))).size).toBe(400);
    for (const jaccard of [0.8, 0.6]) expect(new Set(groupNearDuplicates(all.map(({ text }) => text), { jaccard })).size).toBe(400);
  });

  test.each(['training', 'traffic', 'attacks'])('of the sample\'s %s there are none', (set) => {
    const index = new NearDuplicateIndex(all.map(({ text }) => text), { jaccard: 0.6 });
    expect(parse(gunzipSync(readFileSync(join(DATA, 'sample', `${set}.jsonl.gz`)))).filter(({ text }) => index.has(text)).map(({ id }) => id)).toEqual([]);
  });
});

describe('the README', () => {
  test('has the number of rows of each kind', () => {
    const readme = readFileSync(join(DATA, 'hard-negatives/README.md'), 'utf8');
    const [trained, measured] = [countBy(training, ({ category }) => category), countBy(evaluation, ({ category }) => category)];
    for (const [kind, count] of Object.entries(trained)) expect(readme).toContain(`| ${kind} | ${count} | ${measured[kind]} |`);
  });
});

function rowsOf(file: string): HardNegative[] {
  return parse(readFileSync(join(DATA, 'hard-negatives', `${file}.jsonl`)));
}

function parse(lines: Buffer): HardNegative[] {
  return lines.toString('utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as HardNegative);
}

function numbered(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}-${String(index + 1).padStart(3, '0')}`);
}
