import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { evaluationIndex } from '../../../../activities/engine/evaluation-index.ts';
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

test('is built once for the chunks of a run: the table is not read again', async () => {
  await inActivity(async () => {
    const tuning = await at.rows([row({ id: 'a', text: TEXT })]);
    const index = evaluationIndex(at.ports);
    await Promise.all([index([tuning], 0.8), index([tuning], 0.8)]);
    const gone = { ...tuning, uri: 'store:gone' };
    expect((await index([gone], 0.8))(TEXT)).toBe(true);
    await expect(index([gone], 0.9)).rejects.toThrow();
  });
});
