import { expect, test } from '@jest/globals';
import { testApi } from './support/test-api.ts';

test.each(['/v1/models?name=guard', '/v1/runs/r?verbose=1', '/v1/runs/r/report?format=md', '/healthz?deep=true', '/v1/runs/r/events?since=3'])('a query that a path does not take is refused: %s', async (url) => {
  const { app, live } = await testApi();
  live.states.set('r', 'RUNNING');
  const answer = await app.inject({ url });
  const [, name] = /\?(\w+)=/.exec(url) ?? [];
  expect(answer.statusCode).toBe(400);
  expect(answer.json()).toMatchObject({ code: 'HONE_INVALID_INPUT', detail: expect.stringMatching(new RegExp(`^${name}: .* There is no such field`)) });
});

test.each([[{ why: 'changed my mind' }, 'why'], [['now'], '0']] as const)('so is a body that a path does not take: %j', async (payload, name) => {
  const { app, live, runs } = await testApi();
  live.states.set('r', 'RUNNING');
  const answer = await app.inject({ method: 'POST', url: '/v1/runs/r/cancel', payload });
  expect(answer.statusCode).toBe(400);
  expect(answer.json<{ detail: string }>().detail).toMatch(new RegExp(`^${name}: `));
  expect(runs.steered).toEqual([]);
});

test('an empty one is none', async () => {
  const { app, live } = await testApi();
  live.states.set('r', 'RUNNING');
  expect((await app.inject({ method: 'POST', url: '/v1/runs/r/cancel', payload: {} })).statusCode).toBe(202);
  expect((await app.inject({ method: 'POST', url: '/v1/runs/r/cancel' })).statusCode).toBe(202);
  expect((await app.inject({ method: 'POST', url: '/v1/runs/r/cancel', headers: { 'content-length': '0' } })).statusCode).toBe(202);
});

test.each(['/v1/runs', '/v1/runs/r/cancel', '/v1/plan'])('null is no body that %s takes', async (url) => {
  const { app, live, runs } = await testApi();
  live.states.set('r', 'RUNNING');
  const answer = await app.inject({ method: 'POST', url, headers: { 'content-type': 'application/json' }, payload: 'null' });
  expect(answer.statusCode).toBe(400);
  expect(answer.json<{ detail: string }>().detail).toMatch(/^body: null is not valid/);
  expect([runs.steered, [...runs.started]]).toEqual([[], []]);
});
