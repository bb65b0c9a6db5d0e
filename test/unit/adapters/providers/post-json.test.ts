import { afterEach, expect, test } from '@jest/globals';
import { postJson } from '../../../../adapters/providers/post-json.ts';
import { RETRY_RULE } from '../../../../adapters/providers/retry-provider.ts';
import { providerServer } from '../../../support/provider-server.ts';
import type { Reply } from '../../../support/provider-server.ts';

const RULE = { ...RETRY_RULE, firstWaitMs: 1, attempts: 4, limitedAttempts: 4 };
let server: Awaited<ReturnType<typeof providerServer>>;
afterEach(() => server.close());

async function ask(replies: readonly Reply[], signal = new AbortController().signal): Promise<Response> {
  server = await providerServer((_, count) => replies[count - 1] ?? replies.at(-1)!);
  return postJson(`${server.url}/x`, { headers: { 'X-Key': 'k' }, body: { a: 1 } }, { name: 'Test', signal, rule: RULE });
}

test.each<[string, readonly Reply[]]>([
  ['429', [{ status: 429, body: {} }]],
  ['429 that says when', [{ status: 429, headers: { 'Retry-After': '0' }, body: {} }]],
  ['408, 500 and 503', [{ status: 408, body: {} }, { status: 500, body: {} }, { status: 503, body: {} }]],
  ['a broken connection', ['hang-up']],
  ['an answer cut off in the middle', ['cut-off']],
])('%s: tries again, with the same request', async (_, failures) => {
  const answer = await ask([...failures, { body: { ok: true } }]);
  expect(await answer.json()).toEqual({ ok: true });
  expect(server.received.map(({ body, headers }) => [body, headers['x-key']])).toEqual(Array.from({ length: failures.length + 1 }, () => [{ a: 1 }, 'k']));
});

test.each([400, 403, 413, 456])('HTTP %i is for the caller, at once', async (status) => {
  expect((await ask([{ status, body: {} }])).status).toBe(status);
  expect(server.received.length).toBe(1);
});

test('gives up after the last try', async () => {
  await expect(ask([{ status: 503, body: 'secret words' }])).rejects.toMatchObject({ code: 'HONE_PROVIDER_UNAVAILABLE', message: expect.stringMatching(/^Test at http:\/\/127.0.0.1:\d+ does not answer: HTTP 503, 4 times\.$/) });
  expect(server.received.length).toBe(4);
});

test('what does not answer is unavailable, with the reason', async () => {
  server = await providerServer(() => 'hang-up');
  const { url } = server;
  await server.close();
  server = await providerServer(() => 'hang-up');
  await expect(postJson(`${url}/x`, { headers: {}, body: {} }, { name: 'Test', signal: new AbortController().signal, rule: { ...RULE, attempts: 2 } })).rejects.toMatchObject({
    code: 'HONE_PROVIDER_UNAVAILABLE',
    message: expect.stringMatching(/does not answer: the connection failed \(ECONNREFUSED\), 2 times/),
  });
});

test('stops when aborted, in a wait too', async () => {
  const controller = new AbortController();
  const asked = ask([{ status: 429, headers: { 'Retry-After': '50' }, body: {} }], controller.signal);
  setTimeout(() => controller.abort(new Error('stopped')), 50);
  await expect(asked).rejects.toMatchObject({ message: 'stopped' });
  expect(server.received.length).toBe(1);
});
