import { afterEach, expect, test } from '@jest/globals';
import { RETRY_RULE } from '../../../../adapters/providers/retry-provider.ts';
import { deeplTranslator } from '../../../../adapters/providers/deepl-translator.ts';
import type { Direction, Translated } from '../../../../domain/ports/translator.ts';
import { providerServer } from '../../../support/provider-server.ts';
import type { Received, Reply } from '../../../support/provider-server.ts';

let server: Awaited<ReturnType<typeof providerServer>>;
afterEach(() => server.close());

const THERE: Direction = { from: 'en', to: 'de' };

async function translate(texts: readonly string[], reply: (received: Received, count: number) => Reply, direction = THERE): Promise<readonly Translated[]> {
  server = await providerServer(reply);
  const translator = deeplTranslator({ url: `${server.url}/`, apiKey: 'the-key' }, { rule: { ...RETRY_RULE, firstWaitMs: 1, attempts: 2, limitedAttempts: 2 } });
  return translator.translate(texts.map((text) => ({ text, seed: 1 })), direction, new AbortController().signal);
}

const textsOf = ({ body }: Received): string[] => (body as { text: string[] }).text;
const echo = (received: Received): Reply => ({ body: { translations: textsOf(received).map((text) => ({ detected_source_language: 'EN', text: `DE:${text}` })) } });

test("asks as DeepL's documentation says; masks are tags, all else is escaped", async () => {
  const text = 'Show <x id="1"/> if a < b & c > "d" <x id="12"/>';
  expect(await translate([text, 'Two'], echo)).toEqual([`DE:${text}`, 'DE:Two']);
  expect(server.received).toMatchObject([
    {
      path: '/v2/translate',
      headers: { authorization: 'DeepL-Auth-Key the-key', 'content-type': 'application/json' },
      body: { text: ['Show <x id="1"/> if a &lt; b &amp; c &gt; "d" <x id="12"/>', 'Two'], source_lang: 'EN', target_lang: 'DE', tag_handling: 'xml', tag_handling_version: 'v2' },
    },
  ]);
});

test('English is asked for by country; tags may come back in another spelling', async () => {
  const reply = (): Reply => ({ body: { translations: [{ text: 'a &amp;lt; b &lt; &quot;c&quot; <x id="1" /> <x id="2"></x>' }] } });
  expect(await translate(['x'], reply, { from: 'fr', to: 'en' })).toEqual(['a &lt; b < "c" <x id="1"/> <x id="2"/>']);
  expect(server.received[0]!.body).toMatchObject({ source_lang: 'FR', target_lang: 'EN-US' });
});

test.each([
  [403, /HONE_DEEPL_API_KEY/],
  [456, /quota/],
  [400, /HTTP 400/],
])('HTTP %i is refused, without the words of the answer', async (status, message) => {
  const failure = await translate(['secret words'], () => ({ status, body: { message: 'secret words' } })).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'HONE_PROVIDER_REFUSED', message: expect.stringMatching(message) });
  expect(String(failure)).not.toContain('secret words');
  expect(server.received.length).toBe(1);
});

test.each([429, 529])('HTTP %i is tried again, then unavailable', async (status) => {
  expect(await translate(['a'], (received, count) => (count === 1 ? { status, body: {} } : echo(received)))).toEqual(['DE:a']);
  await server.close();
  await expect(translate(['a'], () => ({ status, body: {} }))).rejects.toMatchObject({ code: 'HONE_PROVIDER_UNAVAILABLE' });
});

test('a request that is too large is parted; a text that is too large has no translation', async () => {
  const reply = (received: Received): Reply => (textsOf(received).join('').length > 4 ? { status: 413, body: {} } : echo(received));
  expect(await translate(['aa', 'bb', 'ccccc', 'dd', 'ee'], reply)).toEqual(['DE:aa', 'DE:bb', { failed: 'too-long' }, 'DE:dd', 'DE:ee']);
});

test.each([[{ translations: [] }], [{ translations: [{ text: 1 }] }], ['<html>'], [{}]])('another answer is unavailable: %j', async (body) => {
  await expect(translate(['a'], () => ({ body }))).rejects.toMatchObject({ code: 'HONE_PROVIDER_UNAVAILABLE' });
});
