import { z } from 'zod';
import { HoneError } from '../../domain/errors.ts';
import type { Language, TextToTranslate, Translated, Translator } from '../../domain/ports/translator.ts';
import { postJson } from './post-json.ts';
import type { PostOptions } from './post-json.ts';

/**
 * DeepL's API (`POST /v2/translate`). Masks are empty XML elements, which its tag handling carries over; the texts are escaped for it.
 * It does not sample. Source: https://developers.deepl.com/docs/xml-and-html-handling/xml
 */
export function deeplTranslator({ url, apiKey }: { readonly url: string; readonly apiKey: string }, retry: Pick<PostOptions, 'rule' | 'timeoutMs'> = {}): Translator {
  const endpoint = `${url.replace(/\/+$/, '')}/v2/translate`;
  const ask = async (texts: readonly TextToTranslate[], from: Language, to: Language, signal: AbortSignal): Promise<readonly Translated[]> => {
    const body = { text: texts.map(({ text }) => asXml(text)), source_lang: from.toUpperCase(), target_lang: TARGETS[to], tag_handling: 'xml', tag_handling_version: 'v2', preserve_formatting: true };
    const answer = await postJson(endpoint, { headers: { Authorization: `DeepL-Auth-Key ${apiKey}` }, body }, { ...retry, name: 'DeepL', signal });
    if (isTooLarge(answer.status)) return texts.length === 1 ? [{ failed: 'too-long' }] : halves(texts, (half) => ask(half, from, to, signal));
    if (!answer.ok) throw refusal(answer.status);
    const translations = ANSWER.safeParse(await answer.json().catch(() => undefined)).data?.translations;
    if (translations?.length !== texts.length) throw new HoneError('HONE_PROVIDER_UNAVAILABLE', 'DeepL answered something else than one translation a text.');
    return translations.map(({ text }) => fromXml(text));
  };
  return {
    identity: `deepl ${new URL(url).host}`,
    batchSize: 50,
    masks: 'tag',
    translate: (texts, { from, to }, signal) => ask(texts, from, to, signal),
  };
}

/** English must say which. */
const TARGETS: Readonly<Record<Language, string>> = { en: 'EN-US', de: 'DE', fr: 'FR' };

const ANSWER = z.object({ translations: z.array(z.object({ text: z.string() })) });

/** The request was too large. */
function isTooLarge(status: number): boolean {
  return status === 413 || status === 414;
}

async function halves(texts: readonly TextToTranslate[], ask: (half: readonly TextToTranslate[]) => Promise<readonly Translated[]>): Promise<readonly Translated[]> {
  const middle = Math.ceil(texts.length / 2);
  return [...(await ask(texts.slice(0, middle))), ...(await ask(texts.slice(middle)))];
}

/** DeepL's own words are left out: they may quote the text. */
function refusal(status: number): HoneError {
  const why: Readonly<Record<number, string>> = {
    403: 'DeepL refuses the key (HTTP 403). Check HONE_DEEPL_API_KEY, and HONE_DEEPL_URL: keys of free accounts end in :fx and have a host of their own.',
    456: "DeepL's quota is used up (HTTP 456). Raise it in the account, or wait for the next period.",
  };
  return new HoneError('HONE_PROVIDER_REFUSED', why[status] ?? `DeepL refuses the request (HTTP ${status}).`);
}

const MASK = /(<x id="\d+"\/>)/;

/** Everything but the masks, which stand at the odd places, is text. */
function asXml(text: string): string {
  const escaped = (part: string): string => part.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return text.split(MASK).map((part, index) => (index % 2 === 1 ? part : escaped(part))).join('');
}

function fromXml(xml: string): string {
  const masks = xml.replaceAll(/<x id="(\d+)"\s*(?:\/>|><\/x>)/g, '<x id="$1"/>');
  return masks.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&apos;', "'").replaceAll('&amp;', '&');
}
