import { expect, test } from '@jest/globals';
import { testApi } from './support/test-api.ts';

test.each([
  ['DELETE', '/v1/runs', 'POST, GET, HEAD'],
  ['GET', '/v1/plan', 'POST'],
  ['PATCH', '/v1/runs/hone-sample-1', 'GET, HEAD'],
  ['POST', '/v1/runs/hone-sample-1/events', 'GET'],
  ['HEAD', '/v1/runs/hone-sample-1/events', 'GET'],
  ['GET', '/v1/runs/a%2Fb/approve?x=1', 'POST'],
  ['OPTIONS', '/healthz', 'GET, HEAD'],
] as const)('%s %s is answered 405 with the methods there are', async (method, url, allow) => {
  const { app } = await testApi();
  const answer = await app.inject({ method, url });
  expect(answer.statusCode).toBe(405);
  expect(answer.headers.allow).toBe(allow);
  if (method !== 'HEAD') expect(answer.json()).toMatchObject({ code: 'HONE_METHOD_NOT_ALLOWED', status: 405, detail: expect.stringContaining(`use ${allow.split(', ').join(' or ')}`) });
});

test.each(['/', '/v2/runs', '/v1/run', '/v1/runs/a/b', '/v1/runs/a/', '/healthzz', '/v1/runs/a/events/b'])('%s is answered 404', async (url) => {
  const { app } = await testApi();
  const answer = await app.inject({ url });
  expect(answer.statusCode).toBe(404);
  expect(answer.headers).not.toHaveProperty('allow');
  expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
  expect(answer.json()).toMatchObject({ code: 'HONE_NOT_FOUND', status: 404 });
});

test.each([
  ['/v1/runs/hone-sample-1', 405],
  ['/v2/runs', 404],
])('POST %s is answered %i whatever its body is', async (url, status) => {
  const { app } = await testApi();
  for (const [type, payload] of [['text/xml', '<a/>'], ['application/json', '{"broken'], ['application/json', 'x'.repeat(2 ** 21)]] as const) {
    expect((await app.inject({ method: 'POST', url, headers: { 'content-type': type }, payload })).statusCode).toBe(status);
  }
});

test('a long path is told in short', async () => {
  const { app } = await testApi();
  expect((await app.inject({ url: `/${'x'.repeat(5000)}` })).payload.length).toBeLessThan(600);
});
