import { afterEach, expect, test } from '@jest/globals';
import { RETRY_RULE } from '../../../../adapters/providers/retry-provider.ts';
import { libretranslateTranslator } from '../../../../adapters/providers/libretranslate-translator.ts';
import type { Translated } from '../../../../domain/ports/translator.ts';
import { providerServer } from '../../../support/provider-server.ts';
import type { Received, Reply } from '../../../support/provider-server.ts';

let server: Awaited<ReturnType<typeof providerServer>>;
afterEach(() => server.close());

async function translate(texts: readonly string[], reply: (received: Received, count: number) => Reply, apiKey?: string): Promise<readonly Translated[]> {
  server = await providerServer(reply);
  const translator = libretranslateTranslator({ url: server.url, ...(apiKey !== undefined && { apiKey }) }, { rule: { ...RETRY_RULE, firstWaitMs: 1, attempts: 2, limitedAttempts: 2 } });
  return translator.translate(texts.map((text) => ({ text, seed: 1 })), { from: 'en', to: 'fr' }, new AbortController().signal);
}

const textsOf = ({ body }: Received): string[] => (body as { q: string[] }).q;
const echo = (received: Received): Reply => ({ body: { translatedText: textsOf(received).map((text) => `FR:${text}`) } });

test('asks as the API says, with the key where there is one', async () => {
  expect(await translate(['One', 'Two XQ1'], echo)).toEqual(['FR:One', 'FR:Two XQ1']);
  expect(server.received).toMatchObject([{ path: '/translate', body: { q: ['One', 'Two XQ1'], source: 'en', target: 'fr', format: 'text' } }]);
  expect(server.received[0]!.body).not.toHaveProperty('api_key');
  await server.close();
  await translate(['One'], echo, 'the-key');
  expect(server.received[0]!.body).toMatchObject({ api_key: 'the-key' });
});

test.each([
  ['a text over the limit', (texts: string[]): string | undefined => (texts.some((text) => text.length > 4) ? 'Invalid request: request (5) exceeds text limit (4)' : undefined), ['FR:a', { failed: 'too-long' }, 'FR:b']],
  ['too many texts', (texts: string[]): string | undefined => (texts.length > 1 ? 'Invalid request: request (3) exceeds batch limit (1)' : undefined), ['FR:a', 'FR:long text', 'FR:b']],
])('%s: each is asked for alone', async (_, over, expected) => {
  const reply = (received: Received): Reply => {
    const error = over(textsOf(received));
    return error === undefined ? echo(received) : { status: 400, body: { error } };
  };
  expect(await translate(['a', 'long text', 'b'], reply)).toEqual(expected);
});

test.each([
  [403, 'Invalid API key', /HONE_LIBRETRANSLATE_API_KEY/],
  [400, 'secret words is not supported', /GET \/languages/],
])('HTTP %i is refused, without the words of the answer', async (status, error, message) => {
  const failure = await translate(['secret words'], () => ({ status, body: { error } })).catch((reason: unknown) => reason);
  expect(failure).toMatchObject({ code: 'HONE_PROVIDER_REFUSED', message: expect.stringMatching(message) });
  expect(String(failure)).not.toContain('secret words');
});

test('HTTP 500 is tried again, then unavailable', async () => {
  await expect(translate(['a'], () => ({ status: 500, body: { error: 'Cannot translate text: secret' } }))).rejects.toMatchObject({ code: 'HONE_PROVIDER_UNAVAILABLE', message: expect.not.stringContaining('secret') });
  expect(server.received.length).toBe(2);
});

test.each([[{ translatedText: 'one string' }], [{ translatedText: [] }], ['<html>']])('another answer is unavailable: %j', async (body) => {
  await expect(translate(['a'], () => ({ body }))).rejects.toMatchObject({ code: 'HONE_PROVIDER_UNAVAILABLE', message: expect.stringContaining('LibreTranslate') });
});
