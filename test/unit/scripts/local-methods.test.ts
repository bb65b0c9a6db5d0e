import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { sampleRows } from '../../../bench/sample-rows.ts';
import { judgedLocalMethods } from '../../../scripts/judgements/local-methods.ts';
import { withGeneratedParts } from '../../../scripts/judgements/local-methods-section.ts';

const docs = readFileSync(new URL('../../../docs/augmentation.md', import.meta.url), 'utf8');
const lines = readFileSync(new URL('../../../data/judgements/local-methods.jsonl', import.meta.url), 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as { readonly id: string; readonly text: string; readonly source: string });

test('rules and judged shares in docs/augmentation.md are what scripts/write-augmentation-docs.ts writes', () => {
  expect(docs).toBe(withGeneratedParts(docs));
});

test('50 variations of each local method were judged, each of another prompt', () => {
  const methods = judgedLocalMethods().map(({ method }) => method);
  expect([methods.filter((method) => method === 'restructuring').length, methods.filter((method) => method === 'synonyms').length, methods.length]).toEqual([50, 50, 100]);
  expect(new Set(lines.map(({ id }) => id)).size).toBe(lines.length);
});

test("every judged source is a row of the sample's traffic, so its licence is in NOTICE.md", () => {
  const traffic = new Map(sampleRows('traffic').map((row) => [row.id, row]));
  const strange = lines.filter(({ id, text, source }) => {
    const row = traffic.get(id.split('~')[0]!);
    return row?.text !== text || row.source !== source;
  });
  expect(strange).toEqual([]);
});
