import { z } from 'zod';
import { HoneError } from '../../domain/errors.ts';
import type { Direction, TextToTranslate, Translated, Translator } from '../../domain/ports/translator.ts';
import { postJson } from './post-json.ts';
import type { PostOptions } from './post-json.ts';

/**
 * A LibreTranslate server (`POST /translate`), for texts as they are: its HTML mode moves tags about. It does not sample.
 * Source: https://docs.libretranslate.com
 */
export function libretranslateTranslator({ url, apiKey }: { readonly url: string; readonly apiKey?: string }, retry: Pick<PostOptions, 'rule' | 'timeoutMs'> = {}): Translator {
  const endpoint = `${url.replace(/\/+$/, '')}/translate`;
  const ask = async (texts: readonly TextToTranslate[], direction: Direction, signal: AbortSignal): Promise<readonly Translated[]> => {
    const body = { q: texts.map(({ text }) => text), source: direction.from, target: direction.to, format: 'text', ...(apiKey !== undefined && { api_key: apiKey }) };
    const answer = await postJson(endpoint, { headers: {}, body }, { ...retry, name: 'LibreTranslate', signal });
    const said = ANSWER.safeParse(await answer.json().catch(() => undefined)).data;
    if (overLimit(answer.status, said?.error)) {
      const single = (one: TextToTranslate): Promise<readonly Translated[]> => ask([one], direction, signal);
      return texts.length === 1 ? [{ failed: 'too-long' }] : inTurn(texts, single);
    }
    if (!answer.ok) throw refusal(answer.status, direction);
    const translations = said?.translatedText;
    if (translations?.length !== texts.length) throw new HoneError('HONE_PROVIDER_UNAVAILABLE', `${url} answered something else than one translation a text: is it a LibreTranslate server?`);
    return translations;
  };
  return { identity: `libretranslate ${new URL(url).host}`, batchSize: 32, translate: ask };
}

const ANSWER = z.object({ translatedText: z.array(z.string()).optional(), error: z.string().optional() });

/** Servers limit the characters of a text and the texts of a request, and say so with HTTP 400. */
function overLimit(status: number, error = ''): boolean {
  return status === 413 || (status === 400 && /\blimit\b/i.test(error));
}

async function inTurn(texts: readonly TextToTranslate[], ask: (text: TextToTranslate) => Promise<readonly Translated[]>): Promise<Translated[]> {
  const translated: Translated[] = [];
  for (const text of texts) translated.push(...(await ask(text)));
  return translated;
}

/** The server's own words are left out: they may quote the text. */
function refusal(status: number, { from, to }: Direction): HoneError {
  return new HoneError('HONE_PROVIDER_REFUSED', `LibreTranslate refuses the request (HTTP ${status}). Check HONE_LIBRETRANSLATE_API_KEY, and that the server has models for ${from} to ${to} (GET /languages).`);
}
