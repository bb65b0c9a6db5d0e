import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { checkImport } from '../../../domain/import-check.ts';
import { probesOf } from '../../../domain/smoke-pairs.ts';
import type { Probe } from '../../../domain/smoke-pairs.ts';
import { parseSmokePair } from '../../../schemas/import-report.ts';

test('the pairs of the repository are twenty, each text once, in several scripts', () => {
  const pairs = readFileSync('data/smoke-pairs.jsonl', 'utf8').trimEnd().split('\n').map((line) => parseSmokePair(JSON.parse(line)));
  const texts = pairs.flatMap(({ benign, malicious }) => [benign, malicious]);
  expect([pairs.length, new Set(texts).size]).toEqual([20, 40]);
  expect(texts.some((text) => /\p{Script=Han}/u.test(text)) && texts.some((text) => text.includes('\u200b'))).toBe(true);
});

test('probes are both sides of each pair, and all of them in one text', () => {
  expect(probesOf([{ benign: 'a', malicious: 'b' }, { benign: 'c', malicious: 'd' }])).toEqual([
    { text: 'a', label: 'benign' }, { text: 'b', label: 'malicious' },
    { text: 'c', label: 'benign' }, { text: 'd', label: 'malicious' },
    { text: 'a b c d', label: null },
  ]);
});

const PROBES: readonly Probe[] = [{ text: 'a', label: 'benign' }, { text: 'b', label: 'malicious' }, { text: 'c', label: 'malicious' }, { text: 'd', label: null }];

test('a check compares probe by probe, and means and right ones are of labelled prompts alone', () => {
  const check = checkImport(PROBES, [0.1, 0.5, 0.4, 0.9], [0.125, 0.4375, 0.75, 0.9], 0.5);
  expect(check).toEqual({ maxAbsoluteDifference: 0.35, flips: 2, probes: 4, meanBenign: 0.125, meanMalicious: 0.59375, right: 2, labelled: 3 });
});

test('at the threshold a prompt is blocked', () => {
  expect(checkImport(PROBES, [0.5, 0.5, 0.5, 0.5], [0.5, 0.5, 0.5, 0.49], 0.5)).toMatchObject({ flips: 1, right: 2 });
});
