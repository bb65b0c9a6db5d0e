import { describe, expect, test } from '@jest/globals';
import { createKey, listKeys, revokeKey } from '../../../api/access-keys.ts';
import { isLoopback } from '../../../api/authenticate.ts';
import { testApi } from './support/test-api.ts';

const URL = '/v1/models';

describe('where keys are required', () => {
  test('a request without one, or with something else, is answered 401 and told how to bring one', async () => {
    const { app } = await testApi({ keysRequired: true });
    for (const headers of [{}, { authorization: 'Basic aG9uZTpob25l' }, { authorization: 'Bearer' }, { authorization: 'Bearer a b' }]) {
      const answer = await app.inject({ url: URL, headers });
      expect(answer.statusCode).toBe(401);
      expect(answer.headers['www-authenticate']).toBe('Bearer realm="hone"');
      expect(answer.json()).toMatchObject({ code: 'HONE_UNAUTHENTICATED', detail: expect.stringContaining('hone keys create') });
    }
  });

  test('an unknown and a revoked key get one answer; a revoked one is useless at once', async () => {
    const { app, store } = await testApi({ keysRequired: true });
    const { secret, key } = await createKey(store, 'desk', 'view');
    const headers = { authorization: `Bearer ${secret}` };
    expect((await app.inject({ url: URL, headers })).statusCode).toBe(200);
    await revokeKey(store, key.id);
    const revoked = await app.inject({ url: URL, headers });
    const unknown = await app.inject({ url: URL, headers: { authorization: 'Bearer hone_unknown' } });
    expect(revoked.statusCode).toBe(401);
    expect(unknown.json<{ detail: string }>().detail).toBe(revoked.json<{ detail: string }>().detail);
    expect(revoked.payload).not.toContain(secret);
  });

  test('the scheme is read in any case, and the use is noted', async () => {
    const { app, store } = await testApi({ keysRequired: true });
    const { secret } = await createKey(store, 'desk', 'view');
    expect((await app.inject({ url: URL, headers: { authorization: `bearer ${secret}` } })).statusCode).toBe(200);
    expect(await listKeys(store)).toMatchObject([{ name: 'desk', lastUsedAt: expect.any(String) }]);
  });

  test('too low a role is answered 403, and says which role it takes', async () => {
    const { app, keyOf, runs } = await testApi({ keysRequired: true });
    const answer = await app.inject({ method: 'POST', url: '/v1/runs', payload: {}, headers: await keyOf('view') });
    expect(answer.statusCode).toBe(403);
    expect(answer.json()).toMatchObject({ code: 'HONE_FORBIDDEN', detail: expect.stringMatching(/role view; this needs operate/) });
    expect(runs.started.size).toBe(0);
  });

  test('any host name will do', async () => {
    const { app, keyOf } = await testApi({ keysRequired: true });
    const headers = { ...(await keyOf('view')), host: 'hone.example.com', origin: 'https://app.example.com' };
    expect((await app.inject({ url: URL, headers })).statusCode).toBe(200);
  });

  test('neither the key nor its secret is logged', async () => {
    const { app, keyOf, lines } = await testApi({ keysRequired: true });
    const { authorization } = await keyOf('view');
    await app.inject({ url: URL, headers: { authorization } });
    await app.inject({ url: URL, headers: { authorization: 'Bearer hone_guessed-secret' } });
    expect(lines.join('')).toContain('/v1/models');
    expect(lines.join('')).not.toContain(authorization.slice('Bearer '.length));
    expect(lines.join('')).not.toContain('guessed-secret');
  });
});

describe('on loopback', () => {
  test('no key is needed', async () => {
    const { app, runs } = await testApi();
    expect((await app.inject({ method: 'POST', url: '/v1/runs', payload: {} })).statusCode).toBe(202);
    expect([...runs.started.values()]).toMatchObject([{ request: { requestedBy: 'local' } }]);
  });

  test('a key that is brought is checked all the same', async () => {
    const { app, keyOf } = await testApi();
    expect((await app.inject({ url: URL, headers: { authorization: 'Bearer hone_unknown' } })).statusCode).toBe(401);
    expect((await app.inject({ method: 'POST', url: '/v1/runs', payload: {}, headers: await keyOf('view') })).statusCode).toBe(403);
  });

  test.each(['localhost', 'localhost:8080', '127.0.0.1:8080', '127.1.2.3', '[::1]:8080', 'LOCALHOST:1'])('this machine is served by the name %s', async (host) => {
    const { app } = await testApi();
    expect((await app.inject({ url: URL, headers: { host } })).statusCode).toBe(200);
  });

  test.each(['evil.example.com', 'evil.example.com:8080', '127.0.0.1.evil.example.com', 'localhost.evil.example.com', 'localhost:80@evil.example.com', '[::2]:80'])('a foreign name that DNS rebinding made ours is refused: %s', async (host) => {
    const { app } = await testApi();
    const answer = await app.inject({ url: URL, headers: { host } });
    expect(answer.statusCode).toBe(403);
    expect(answer.json()).toMatchObject({ code: 'HONE_FORBIDDEN', detail: expect.stringMatching(/^Host: /) });
  });

  test.each(['https://evil.example.com', 'http://localhost.evil.example.com', 'null', 'http://localhost@evil.example.com'])('a page elsewhere is refused: %s', async (origin) => {
    const { app, runs } = await testApi();
    const answer = await app.inject({ method: 'POST', url: '/v1/runs', payload: {}, headers: { origin } });
    expect(answer.statusCode).toBe(403);
    expect(answer.json()).toMatchObject({ code: 'HONE_FORBIDDEN', detail: expect.stringMatching(/^Origin: /) });
    expect(runs.started.size).toBe(0);
  });

  test.each(['http://localhost:3000', 'http://127.0.0.1:8080', 'https://[::1]'])('a page of this machine is served: %s', async (origin) => {
    const { app } = await testApi();
    expect((await app.inject({ url: URL, headers: { origin } })).statusCode).toBe(200);
  });
});

test('isLoopback', () => {
  for (const host of ['localhost', '127.0.0.1', '127.9.9.9', '::1']) expect(isLoopback(host)).toBe(true);
  for (const host of ['0.0.0.0', '::', '10.0.0.1', '127.0.0.1.example.com', 'localhost.example.com', '1270.0.0.1', '::ffff:127.0.0.1']) expect(isLoopback(host)).toBe(false);
});
