import { expect, test } from '@jest/globals';
import { Readable } from 'node:stream';
import { scoreLines } from '../../../cli/score-lines.ts';
import type { LineSource, ScoredLine } from '../../../cli/score-lines.ts';

/** Scores a text by its length. */
const guard = { score: (texts: readonly string[]): Promise<Float64Array> => Promise.resolve(Float64Array.from(texts, (text) => text.length / 10)) };

async function scored(from: readonly string[] | readonly LineSource[], jsonl = false): Promise<ScoredLine[]> {
  const all: ScoredLine[] = [];
  await scoreLines(guard, from, { jsonl, threshold: 0.5 }, (lines) => Promise.resolve(void all.push(...lines)));
  return all;
}

const source = (text: string, name = 'a.txt'): LineSource => ({ name, stream: Readable.from([text]) });

test('lines of files, one after another, without empty ones', async () => {
  expect(await scored([source('hello\r\n\n  \nlong one\n'), source('x')])).toEqual([
    { fields: {}, text: 'hello', score: 0.5, label: 'malicious' },
    { fields: {}, text: 'long one', score: 0.8, label: 'malicious' },
    { fields: {}, text: 'x', score: 0.1, label: 'benign' },
  ]);
});

test('fields of JSON lines are passed on', async () => {
  expect(await scored([source('{"id":7,"text":"a\\nb","tags":["x"]}\n')], true)).toEqual([{ fields: { id: 7, tags: ['x'] }, text: 'a\nb', score: 0.3, label: 'benign' }]);
});

test.each([
  ['{"text":"ok"}\nnot a secret', 'a.jsonl line 2: "(withheld)" is not valid'],
  ['{"txt":"secret"}', 'a.jsonl line 1: text: "(withheld)"'],
  ['{"text":7}', 'a.jsonl line 1: text'],
  ['"secret"', 'a.jsonl line 1: text'],
])('a line that is not one is named, not repeated: %s', async (text, message) => {
  const failing = scored([source(text, 'a.jsonl')], true);
  await expect(failing).rejects.toMatchObject({ code: 'HONE_INVALID_INPUT', message: expect.stringContaining(message) as unknown });
  await expect(failing).rejects.not.toThrow('secret');
});

test('a stream that fails is an error, not an end', async () => {
  const stream = new Readable({ read: () => undefined });
  stream.push('first\n');
  setImmediate(() => stream.destroy(new Error('no such file')));
  await expect(scored([{ name: 'gone.txt', stream }])).rejects.toThrow('gone.txt');
});

test('memory holds a window: the next is read when the last was taken', async () => {
  let [made, taken, ahead] = [0, 0, 0];
  function* endless(): Generator<string> {
    for (; made < 200_000; made++) yield `line ${made}\n`;
  }
  await scoreLines(guard, [{ name: 'long', stream: Readable.from(endless()) }], { jsonl: false, threshold: 0.5 }, async (lines) => {
    taken += lines.length;
    await new Promise((resolve) => setImmediate(resolve));
    ahead = Math.max(ahead, made - taken);
  });
  expect(taken).toBe(200_000);
  expect(ahead).toBeLessThan(5_000);
}, 60_000);
