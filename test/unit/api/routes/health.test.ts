import { expect, test } from '@jest/globals';
import { HoneError } from '../../../../domain/errors.ts';
import { testApi } from '../support/test-api.ts';

test('healthz answers whatever else is away', async () => {
  const { app, live, store } = await testApi({ keysRequired: true });
  live.failure = new Error('away');
  store.list = () => Promise.reject(new Error('away'));
  const answer = await app.inject({ url: '/healthz' });
  expect([answer.statusCode, answer.json()]).toEqual([200, { ok: true }]);
});

test('readyz is ready with Temporal, the store and a worker on each queue, and says which queue nobody serves', async () => {
  const { app, live } = await testApi();
  live.pollers.set('hone', 1);
  const without = await app.inject({ url: '/readyz' });
  expect([without.statusCode, without.json()]).toEqual([503, { ready: false, checks: { temporal: 'ok', store: 'ok', 'queue hone': 'ok', 'queue hone-gpu': 'no worker serves it' } }]);
  live.pollers.set('hone-gpu', 1);
  const ready = await app.inject({ url: '/readyz' });
  expect([ready.statusCode, ready.json()]).toEqual([200, { ready: true, checks: { temporal: 'ok', store: 'ok', 'queue hone': 'ok', 'queue hone-gpu': 'ok' } }]);
});

test.each(['temporal', 'store'])('is not ready without %s; why, is for the log alone', async (part) => {
  const { app, live, store, lines } = await testApi({ keysRequired: true });
  const failure = new HoneError('HONE_STORE_UNAVAILABLE', 'cannot open /srv/secret/place');
  if (part === 'temporal') live.failure = failure;
  else store.list = () => Promise.reject(failure);
  const answer = await app.inject({ url: '/readyz' });
  expect(answer.statusCode).toBe(503);
  expect(answer.json()).toMatchObject({ ready: false, checks: { [part]: 'does not answer' } });
  expect(answer.payload).not.toContain('secret');
  expect(lines.join('')).toContain('/srv/secret/place');
});
