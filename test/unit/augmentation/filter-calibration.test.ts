import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { loadLanguageOf } from '../../../augmentation/language-of.ts';
import type { Profile } from '../../../domain/profile.ts';
import type { Row } from '../../../domain/row.ts';
import { calibrate, judgedPairs, renderCalibration, storedSimilarities, withCalibration } from '../../../scripts/filter-calibration.ts';

const read = (path: string): Buffer => readFileSync(new URL(`../../../${path}`, import.meta.url));
const profileOf = (name: string): Profile => JSON.parse(read(`profiles/${name}.json`).toString()) as Profile;
const rowsOf = (name: string): Row[] => gunzipSync(read(`data/sample/${name}.jsonl.gz`)).toString().trimEnd().split('\n').map((line) => JSON.parse(line) as Row);

const PAIRS = judgedPairs();
const calibration = calibrate(PAIRS, storedSimilarities(), profileOf('hybrid').augmentation.filters, await loadLanguageOf());

test('the tables of the documentation are what the judged pairs say', () => {
  const document = read('docs/augmentation.md').toString();
  expect(document).toContain(renderCalibration(calibration));
  expect(withCalibration(document, renderCalibration(calibration))).toBe(document);
});

test('the profiles have the calibrated thresholds; the sample embeds nothing, for its methods are local', () => {
  const [hybrid, sample] = ['hybrid', 'sample'].map((name) => profileOf(name).augmentation.filters);
  expect(hybrid).toMatchObject({ minSimilarity: calibration.chosen.minSimilarity, sameLanguage: true });
  expect(sample).toEqual({ ...hybrid, minSimilarity: 0 });
});

describe('the judged pairs', () => {
  test('are 300, of real rows, each judged and with a similarity; no attack is from the evaluation sets', () => {
    expect(PAIRS).toHaveLength(300);
    expect(new Set(PAIRS.map(({ id }) => id)).size).toBe(300);
    expect(Object.keys(storedSimilarities())).toEqual(PAIRS.map(({ id }) => id));
    const rows = new Map([...rowsOf('traffic').filter(({ label }) => label === 'benign'), ...rowsOf('training')].map((row) => [row.id, row]));
    for (const pair of PAIRS) {
      expect(rows.get(pair.sourceId)).toMatchObject({ text: pair.source, label: pair.label });
      expect(pair.variation).not.toBe(pair.source);
      expect(pair.fault === 'none').toBe(!Object.values(pair.judged).includes(false));
    }
  });
});

test('a threshold is worth what it finds: known answers', () => {
  const pair = (id: string, kept: boolean): (typeof PAIRS)[number] => ({ ...PAIRS[0]!, id, source: 'Find all files', variation: 'Locate all files', judged: { ...PAIRS[0]!.judged, meaningKept: kept, natural: true, labelKept: true, languageKept: true, differs: true } });
  const pairs = [pair('a', false), pair('b', false), pair('c', true), pair('d', true)];
  const { curve, chosen, filters, together } = calibrate(pairs, { a: 0.4, b: 0.88, c: 0.86, d: 0.99 }, profileOf('hybrid').augmentation.filters, () => undefined);
  expect(curve.find(({ minSimilarity }) => minSimilarity === 0.5)).toEqual({ minSimilarity: 0.5, precision: 1, recall: 0.5, f1: 2 / 3, goodKept: 1 });
  expect(curve.find(({ minSimilarity }) => minSimilarity === 0.9)).toEqual({ minSimilarity: 0.9, precision: 2 / 3, recall: 1, f1: 0.8, goodKept: 0.5 });
  // 0.9 has the better F1 and costs too many good pairs.
  expect(chosen.minSimilarity).toBe(0.5);
  expect(filters.at(-1)).toMatchObject({ filter: 'meaning-changed', dropped: 1, found: 1, bad: 2, droppedBad: 1 });
  expect(together.all).toEqual({ bad: 2, badDropped: 1, good: 2, goodDropped: 0 });
});
