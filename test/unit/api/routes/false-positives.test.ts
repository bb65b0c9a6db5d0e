import { expect, test } from '@jest/globals';
import { reportedRows } from '../../../../activities/engine/intake.ts';
import { testApi } from '../support/test-api.ts';
import type { TestApi } from '../support/test-api.ts';

const report = ({ app }: TestApi, prompts: unknown, headers = {}) => app.inject({ method: 'POST', url: '/v1/false-positives', payload: { prompts }, headers });

test('is stored for the next run, each text once, with who reported it', async () => {
  const api = await testApi({ keysRequired: true });
  const headers = await api.keyOf('operate');
  const first = await report(api, [{ text: 'Kill the zombie process', source: 'gateway', category: 'Context Manipulation' }, { text: 'kill the  ZOMBIE process' }], headers);
  expect([first.statusCode, first.json()]).toEqual([200, { stored: 1, duplicates: 1, rejected: [] }]);
  expect((await report(api, [{ text: 'Kill the zombie process' }], headers)).json()).toEqual({ stored: 0, duplicates: 1, rejected: [] });
  expect(await reportedRows(api.store)).toEqual([{ id: expect.any(String), text: 'Kill the zombie process', label: 'benign', source: 'gateway', category: 'Context Manipulation' }]);
  const kept = [...api.store.objects].filter(([key]) => key.startsWith('intake/')).map(([, { bytes }]) => Buffer.from(bytes).toString());
  expect(JSON.parse(kept[0]!)).toMatchObject({ by: expect.stringMatching(/^test-operate \(key [0-9a-f]{12}\)$/) });
});

test('what is no text to learn from is told by its place, and the rest is stored', async () => {
  const api = await testApi();
  const answer = await report(api, [{ text: ' \n ' }, { text: 'Drop the table' }, { text: 'broken \ufffd letter' }]);
  expect(answer.json()).toEqual({ stored: 1, duplicates: 0, rejected: [{ index: 0, reason: 'text-empty' }, { index: 2, reason: 'broken-encoding' }] });
});

test('two that come at the same moment store a text once', async () => {
  const api = await testApi();
  const answers = await Promise.all(Array.from({ length: 10 }, () => report(api, [{ text: 'Drop the table' }])));
  expect(answers.reduce((sum, answer) => sum + answer.json<{ stored: number }>().stored, 0)).toBe(1);
});

test.each([
  [[], /prompts: \[\] is not valid/],
  [[{}], /prompts\[0\]\.text: missing/],
  [[{ text: '' }], /prompts\[0\]\.text: "" is not valid. Write some text/],
  [[{ text: 'x'.repeat(20_001) }], /Write at most 20000 characters/],
  [[{ text: 'a', lable: 'benign' }], /prompts\[0\]\.lable: .* There is no such key/],
  [Array.from({ length: 1001 }, () => ({ text: 'a' })), /prompts: .* is not valid/],
])('is refused, as a whole, when it is wrong: %#', async (prompts, detail) => {
  const api = await testApi();
  const answer = await report(api, prompts);
  expect(answer.statusCode).toBe(400);
  expect(answer.json<{ detail: string }>().detail).toMatch(detail);
  expect(api.store.objects.size).toBe(0);
});

test('takes more at once than other paths do, but not everything', async () => {
  const api = await testApi();
  const texts = (count: number) => Array.from({ length: count }, (_, index) => ({ text: `${index} ${'x'.repeat(15_000)}` }));
  expect((await report(api, texts(200))).json()).toMatchObject({ stored: 200 });
  expect((await report(api, texts(600))).statusCode).toBe(413);
});

test('a full store is told', async () => {
  const api = await testApi();
  api.store.refuse = true;
  const answer = await report(api, [{ text: 'Drop the table' }]);
  expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '5']);
});
