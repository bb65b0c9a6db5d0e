import { afterEach, describe, expect, test } from '@jest/globals';
import { signWebhook } from '../../../adapters/sign-webhook.ts';
import { openWebhooks } from '../../../adapters/webhooks.ts';
import type { WebhookOptions } from '../../../adapters/webhooks.ts';
import type { Webhooks } from '../../../domain/ports/webhooks.ts';
import { hookServer } from '../../support/hook-server.ts';
import type { HookReply } from '../../support/hook-server.ts';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const MESSAGE = { id: 'msg_1', body: '{"type":"run.promoted"}' };
const NEVER = new AbortController().signal;

let close: () => Promise<void> = () => Promise.resolve();
afterEach(() => close());

async function receiver(reply: (count: number) => HookReply, options: WebhookOptions = {}) {
  const server = await hookServer(reply);
  close = () => server.close();
  const webhooks = openWebhooks({ webhooks: { urls: [server.url], secrets: [SECRET] }, temporalUi: 'http://ui', temporalNamespace: 'default' }, options);
  return { ...server, webhooks };
}

const post = (webhooks: Webhooks, signal = NEVER): ReturnType<Webhooks['post']> => webhooks.post(webhooks.receivers[0]!, MESSAGE, signal);

describe('a message', () => {
  test('arrives with its id, the time of the attempt and the signature of just these bytes', async () => {
    const { webhooks, hooked } = await receiver(() => 204, { now: () => 1_700_000_000_999 });
    expect(await post(webhooks)).toEqual({ outcome: 'delivered', why: 'HTTP 204' });
    expect(hooked).toMatchObject([{ path: '/hooks/secret-path', body: MESSAGE.body, headers: { 'content-type': 'application/json', 'webhook-id': 'msg_1', 'webhook-timestamp': '1700000000' } }]);
    expect(hooked[0]!.headers['webhook-signature']).toBe(signWebhook({ ...MESSAGE, timestamp: 1_700_000_000 }, [SECRET]));
  });

  test.each<[HookReply, string]>([[200, 'delivered'], [299, 'delivered'], [500, 'busy'], [503, 'busy'], [429, 'busy'], [408, 'busy'], [400, 'refused'], [404, 'refused'], [410, 'refused'], ['hang-up', 'busy']])('answered %s is %s', async (reply, outcome) => {
    const { webhooks } = await receiver(() => reply);
    expect(await post(webhooks)).toMatchObject({ outcome });
  });

  test.each([301, 302, 307, 308])('is not sent on by a redirect %d', async (status) => {
    const elsewhere = await hookServer(() => 200);
    const { webhooks } = await receiver(() => ({ status, headers: { location: elsewhere.url } }));
    expect(await post(webhooks)).toEqual({ outcome: 'refused', why: `HTTP ${status}` });
    expect(elsewhere.hooked).toEqual([]);
    await elsewhere.close();
  });

  test('to who never answers is given up in time, and may be tried again', async () => {
    const { webhooks } = await receiver(() => 'silence', { timeoutMs: 50 });
    expect(await post(webhooks)).toEqual({ outcome: 'busy', why: 'no answer (ETIMEDOUT)' });
  });

  test('to where nobody listens may be tried again', async () => {
    const { webhooks } = await receiver(() => 200);
    await close();
    close = () => Promise.resolve();
    expect(await post(webhooks)).toEqual({ outcome: 'busy', why: 'no answer (ECONNREFUSED)' });
  });

  test('ends when the worker is stopped', async () => {
    const stop = new AbortController();
    const { webhooks } = await receiver(() => {
      stop.abort(new Error('stopped'));
      return 'silence';
    });
    await expect(post(webhooks, stop.signal)).rejects.toThrow('stopped');
  });
});

test('receivers are named by origin alone, each once, and told apart by their whole address', () => {
  const webhooks = openWebhooks({ webhooks: { urls: ['https://a.example/x?key=1', 'https://a.example/y', 'https://a.example/y'], secrets: [SECRET] }, temporalUi: 'http://ui', temporalNamespace: 'default' });
  expect(webhooks.receivers.map(({ name }) => name)).toEqual(['https://a.example', 'https://a.example']);
  expect(new Set(webhooks.receivers.map(({ sha256 }) => sha256)).size).toBe(2);
  expect(webhooks.links('run 1')).toEqual({ temporal: 'http://ui/namespaces/default/workflows/run%201' });
});
