import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { evaluationIndex } from '../../../../activities/engine/evaluation-index.ts';
import type { Tables } from '../../../../domain/ports/tables.ts';
import { bench, inActivity, row } from '../../../support/stage-bench.ts';
import type { Bench } from '../../../support/stage-bench.ts';

let at: Bench;
beforeEach(async () => void (at = await bench()));
afterEach(() => at.close());

const TEXT = 'What is the fastest way to get help when the server returns an error?';

test('finds near duplicates of every table, and nothing without tables', async () => {
  await inActivity(async () => {
    const [tuning, certification] = [await at.rows([row({ id: 'a', text: TEXT })]), await at.rows([row({ id: 'b', text: 'Tell me about the history of Lisbon and its trams.' })])];
    const index = evaluationIndex(at.ports);
    const seen = await index([tuning, certification], 0.8);
    expect([TEXT, `${TEXT}!`, 'tell me about the history of lisbon and its trams', 'Something else'].map(seen)).toEqual([true, true, true, false]);
    expect((await index([tuning], 0.8))('Tell me about the history of Lisbon and its trams.')).toBe(false);
    expect((await index([], 0.8))(TEXT)).toBe(false);
  });
});

test('is built once for the chunks of a run, and again for another similarity or another table', async () => {
  await inActivity(async () => {
    const [tuning, certification] = [await at.rows([row({ id: 'a', text: TEXT })]), await at.rows([row({ id: 'b', text: 'Another text' })])];
    let reads = 0;
    const tables: Tables = { ...at.ports.tables, read: (path, range) => ((reads += 1), at.ports.tables.read(path, range)) };
    const index = evaluationIndex({ ...at.ports, tables });
    const both = await Promise.all([index([tuning], 0.8), index([tuning], 0.8)]);
    expect([both.map((seen) => seen(TEXT)), reads]).toEqual([[true, true], 1]);
    await index([tuning], 0.9);
    await index([tuning, certification], 0.9);
    expect(reads).toBe(4);
  });
});
