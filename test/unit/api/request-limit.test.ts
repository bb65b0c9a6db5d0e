import { describe, expect, test } from '@jest/globals';
import { createKey, revokeKey } from '../../../api/access-keys.ts';
import type { MemoryStore } from '../../fakes/memory-store.ts';
import { requestLimit } from '../../../api/request-limit.ts';
import { testApi } from './support/test-api.ts';

const URL = '/v1/models';
const guess = (number: number) => ({ authorization: `Bearer hone_guess-${number}` });

describe('requests with a key', () => {
  test('each answer says what is left, and the one too many when to try again', async () => {
    const { app, keyOf } = await testApi({ keysRequired: true, apiRateLimit: 2 });
    const headers = await keyOf('view');
    const answers = [await app.inject({ url: URL, headers }), await app.inject({ url: URL, headers }), await app.inject({ url: URL, headers })];
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 429]);
    expect(answers.map((answer) => Number(answer.headers['ratelimit-remaining']))).toEqual([1, 0, 0]);
    const [, , refused] = answers;
    const seconds = Number(refused!.headers['retry-after']);
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
    expect(refused!.headers).toMatchObject({ 'ratelimit-policy': '"requests";q=2;w=60', ratelimit: `"requests";r=0;t=${seconds}` });
    expect(['ratelimit-limit', 'ratelimit-reset'].map((name) => Number(refused!.headers[name]))).toEqual([2, seconds]);
    expect(refused!.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(refused!.json()).toMatchObject({ code: 'HONE_RATE_LIMITED', status: 429, detail: `More than 2 requests in a minute; try again in ${seconds} s.` });
  });

  test('one key does not use up what another may', async () => {
    const { app, keyOf } = await testApi({ keysRequired: true, apiRateLimit: 1 });
    const [one, other] = [await keyOf('view'), await keyOf('view')];
    const statusFor = async (headers: { authorization: string }): Promise<number> => (await app.inject({ url: URL, headers })).statusCode;
    expect([await statusFor(one), await statusFor(one), await statusFor(other)]).toEqual([200, 429, 200]);
  });

  test('requests that its role refuses count', async () => {
    const { app, keyOf } = await testApi({ keysRequired: true, apiRateLimit: 1 });
    const request = { method: 'POST', url: '/v1/runs', payload: {}, headers: await keyOf('view') } as const;
    expect([(await app.inject(request)).statusCode, (await app.inject(request)).statusCode]).toEqual([403, 429]);
  });
});

describe('requests without a good key count for their address', () => {
  test('guesses are refused before the store is asked', async () => {
    const { app, store } = await testApi({ keysRequired: true, apiRateLimit: 3 });
    const reads = countReads(store);
    const statuses: number[] = [];
    for (let number = 0; number < 5; number += 1) statuses.push((await app.inject({ url: URL, headers: guess(number) })).statusCode);
    expect(statuses).toEqual([401, 401, 401, 429, 429]);
    expect(reads()).toBe(3);
  });

  test('so do requests without any, and those of another address do not', async () => {
    const { app } = await testApi({ keysRequired: true, apiRateLimit: 1 });
    const from = async (remoteAddress: string): Promise<number> => (await app.inject({ url: URL, remoteAddress })).statusCode;
    expect([await from('10.0.0.1'), await from('10.0.0.1'), await from('10.0.0.2')]).toEqual([401, 429, 401]);
  });

  test('guesses do not lock out those behind the same address whose key was good before, unless it was revoked since', async () => {
    const { app, store } = await testApi({ keysRequired: true, apiRateLimit: 4 });
    const { secret, key } = await createKey(store, 'desk', 'view');
    const ask = async (): Promise<number> => (await app.inject({ url: URL, headers: { authorization: `Bearer ${secret}` } })).statusCode;
    expect(await ask()).toBe(200);
    for (let number = 0; number < 9; number += 1) await app.inject({ url: URL, headers: guess(number) });
    expect(await ask()).toBe(200);
    await revokeKey(store, key.id);
    expect(await ask()).toBe(429);
  });

  test('and the public ones', async () => {
    const { app } = await testApi({ keysRequired: true, apiRateLimit: 1 });
    expect([(await app.inject({ url: '/healthz' })).statusCode, (await app.inject({ url: '/healthz' })).statusCode]).toEqual([200, 429]);
  });
});

test('each minute begins anew', () => {
  let now = 1_000_000;
  const limit = requestLimit(1, () => now);
  const headers: Record<string, unknown>[] = [];
  const reply = { headers: (some: Record<string, unknown>) => headers.push(some), header: (name: string, value: unknown) => headers.push({ [name]: value }) };
  limit.count('a', reply);
  now += 59_500;
  expect(limit.isSpent('a')).toBe(true);
  expect(() => limit.count('a', reply)).toThrow(expect.objectContaining({ code: 'HONE_RATE_LIMITED' }));
  expect(headers.at(-1)).toEqual({ 'retry-after': 1 });
  now += 500;
  expect(limit.isSpent('a')).toBe(false);
  limit.count('a', reply);
  expect(headers.at(-1)).toMatchObject({ 'ratelimit-remaining': 0, 'ratelimit-reset': 60 });
});

function countReads(store: MemoryStore): () => number {
  let reads = 0;
  const read = store.read.bind(store);
  store.read = (key) => {
    reads += 1;
    return read(key);
  };
  return () => reads;
}
