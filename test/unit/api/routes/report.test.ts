import { beforeEach, expect, test } from '@jest/globals';
import { HoneError } from '../../../../domain/errors.ts';
import { keep, testApi } from '../support/test-api.ts';
import type { TestApi } from '../support/test-api.ts';

let api: TestApi;

beforeEach(async () => {
  api = await testApi();
  await keep(api.store, 'runs/r/report.json', { view: { run: 'r' }, parts: {} });
  await api.store.write('runs/r/report.md', Buffer.from('# Run r\n\n0.85 % – proven'));
});

test.each([undefined, '*/*', 'application/json', 'text/html'])('is JSON for %s', async (accept) => {
  const { statusCode, headers, ...answer } = await api.app.inject({ url: '/v1/runs/r/report', headers: accept ? { accept } : {} });
  expect(statusCode).toBe(200);
  expect(headers).toMatchObject({ 'content-type': 'application/json; charset=utf-8', vary: 'accept' });
  expect(answer.json()).toEqual({ view: { run: 'r' }, parts: {} });
});

test.each(['text/markdown', 'text/markdown;q=0.9, application/json;q=0.8'])('is Markdown for %s', async (accept) => {
  const { statusCode, headers, payload } = await api.app.inject({ url: '/v1/runs/r/report', headers: { accept } });
  expect(statusCode).toBe(200);
  expect(headers).toMatchObject({ 'content-type': 'text/markdown; charset=utf-8', vary: 'accept', 'x-content-type-options': 'nosniff' });
  expect(payload).toBe('# Run r\n\n0.85 % – proven');
});

test('a run under way has none yet; one that does not exist is not found', async () => {
  api.live.states.set('running', 'RUNNING');
  const early = await api.app.inject({ url: '/v1/runs/running/report' });
  expect([early.statusCode, early.json<{ detail: string }>().detail]).toEqual([404, 'report: running has written none yet; it does when it ends.']);
  const none = await api.app.inject({ url: '/v1/runs/none/report' });
  expect([none.statusCode, none.json<{ detail: string }>().detail]).toEqual([404, 'run: "none" does not exist. GET /v1/runs lists the runs.']);
});

test('is answered while Temporal is away', async () => {
  api.live.failure = new HoneError('HONE_UNAVAILABLE', 'away');
  expect((await api.app.inject({ url: '/v1/runs/r/report' })).statusCode).toBe(200);
});

test('a run id that can be no part of a key is not found, and reaches nothing else', async () => {
  await keep(api.store, 'keys/report.json', { secret: true });
  const read = api.store.read.bind(api.store);
  api.store.read = (key) => (key.split('/').includes('..') ? Promise.reject(new HoneError('HONE_INVALID_INPUT', 'key: is not valid')) : read(key));
  const answer = await api.app.inject({ url: '/v1/runs/..%2Fkeys/report' });
  expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([404, 'HONE_NOT_FOUND']);
});
