import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { signWebhook } from '../../../adapters/sign-webhook.ts';

/** The worked example of the specification's libraries. */
const PUBLISHED = {
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  content: { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1614265330, body: '{"test": 2432232314}' },
  signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
};
const OTHER = `whsec_${Buffer.from('another secret of 32 characters.').toString('base64')}`;

describe('signWebhook', () => {
  test('signs as published, with and without the prefix of the secret', () => {
    expect(signWebhook(PUBLISHED.content, [PUBLISHED.secret])).toBe(PUBLISHED.signature);
    expect(signWebhook(PUBLISHED.content, [PUBLISHED.secret.slice('whsec_'.length)])).toBe(PUBLISHED.signature);
  });

  test('gives one signature for each secret', () => {
    expect(signWebhook(PUBLISHED.content, [OTHER, PUBLISHED.secret]).split(' ')).toEqual([expect.stringMatching(/^v1,/), PUBLISHED.signature]);
  });
});

describe('the example of docs/releases.md', () => {
  type Verify = (headers: Record<string, string>, rawBody: string, secret: string, now?: number) => unknown;
  let verify: Verify;
  let lines = 0;

  beforeAll(async () => {
    const [, code = ''] = /```js\n(.*?)```/s.exec(readFileSync('docs/releases.md', 'utf8')) ?? [];
    lines = code.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('import') && !line.startsWith('export') && line !== '}').length;
    ({ verifyWebhook: verify } = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as { verifyWebhook: Verify });
  });

  const headers = { 'webhook-id': PUBLISHED.content.id, 'webhook-timestamp': String(PUBLISHED.content.timestamp), 'webhook-signature': PUBLISHED.signature };
  const now = PUBLISHED.content.timestamp * 1000;

  test('takes what was signed, also among the signatures of other secrets', () => {
    expect(lines).toBeLessThanOrEqual(10);
    expect(verify(headers, PUBLISHED.content.body, PUBLISHED.secret, now)).toEqual({ test: 2432232314 });
    expect(verify({ ...headers, 'webhook-signature': signWebhook(PUBLISHED.content, [OTHER, PUBLISHED.secret]) }, PUBLISHED.content.body, PUBLISHED.secret, now)).toEqual({ test: 2432232314 });
  });

  test.each<[string, Record<string, string>, string, number]>([
    ['another body', headers, '{"test": 2432232315}', now],
    ['another id', { ...headers, 'webhook-id': 'msg_x' }, PUBLISHED.content.body, now],
    ['another time', { ...headers, 'webhook-timestamp': '1614265331' }, PUBLISHED.content.body, now],
    ['another secret', { ...headers, 'webhook-signature': signWebhook(PUBLISHED.content, [OTHER]) }, PUBLISHED.content.body, now],
    ['no signature', { 'webhook-id': headers['webhook-id'], 'webhook-timestamp': headers['webhook-timestamp'] }, PUBLISHED.content.body, now],
    ['an old message', headers, PUBLISHED.content.body, now + 301_000],
    ['no time', { ...headers, 'webhook-timestamp': 'x' }, PUBLISHED.content.body, now],
  ])('refuses %s', (_name, given, body, at) => {
    expect(() => verify(given, body, PUBLISHED.secret, at)).toThrow();
  });
});
