import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Tokenizer } from '@huggingface/tokenizers';
import { z } from 'zod';
import { HoneError } from '../../domain/errors.ts';
import { bertText } from './bert-text.ts';
import { exactNormalizer } from './exact-normalizer.ts';
import { firstLine } from '../first-line.ts';
import type { WorkerSettings } from './worker-protocol.ts';

/** Token ids of a text as the model gets them: special tokens included, at most `maxTokens`. */
export type Tokenize = (text: string) => readonly number[];

/** Loads a model folder's tokenizer. @throws HoneError HONE_INVALID_INPUT naming the file. */
export async function openTokenizer({ directory, maxTokens }: WorkerSettings): Promise<Tokenize> {
  const path = join(directory, 'tokenizer.json');
  try {
    return buildTokenizer(JSON.parse(await readFile(path, 'utf8')), maxTokens);
  } catch (error) {
    throw new HoneError('HONE_INVALID_INPUT', `${path}: not a tokenizer that can be loaded (${firstLine(error)}).`, { cause: error });
  }
}

/**
 * Builds the tokenizer of a `tokenizer.json`. Texts are cut as the Python library does with truncation on: the special
 * tokens stay and the text between them loses its end.
 * Trap: the file may pad and cut by itself (all-MiniLM-L6-v2 pads to 128), so both settings are switched off first.
 * @throws Error when the JSON is not a tokenizer the library knows.
 */
export function buildTokenizer(json: unknown, maxTokens: number): Tokenize {
  const definition = { ...tokenizerJson.parse(json), padding: null, truncation: null };
  const tokenizer = new Tokenizer(definition, {});
  tokenizer.normalizer = exactNormalizer(definition.normalizer, definition.pre_tokenizer) ?? tokenizer.normalizer;
  const bert = bertNormalizer.safeParse(definition.normalizer);
  const prepare = bert.success ? bertText(bert.data) : (text: string): string => text;
  const plain = (text: string): number[] => tokenizer.encode(prepare(text), { add_special_tokens: false }).ids;
  const { before, after } = specialTokens(tokenizer);
  const room = maxTokens - before.length - after.length;
  const cut = bert.success ? firstTokens(plain) : plain;
  return (text) => [...before, ...cut(text, room).slice(0, room), ...after];
}

const tokenizerJson = z.looseObject({ model: z.looseObject({ type: z.string() }), normalizer: z.unknown(), pre_tokenizer: z.unknown() });

const bertNormalizer = z.looseObject({
  type: z.literal('BertNormalizer'),
  lowercase: z.boolean(),
  strip_accents: z.boolean().nullable(),
  handle_chinese_chars: z.boolean(),
});

/** What the post-processor puts around a text, found by looking: [CLS] and [SEP] for BERT. */
function specialTokens(tokenizer: Tokenizer): { before: number[]; after: number[] } {
  const inner = tokenizer.encode('a', { add_special_tokens: false }).ids;
  const whole = tokenizer.encode('a').ids;
  const start = whole.findIndex((id) => id === inner[0]);
  return { before: whole.slice(0, start), after: whole.slice(start + inner.length) };
}

/**
 * The first tokens of a text without reading all of it: BERT's rules never look across a space, so a head that ends at one
 * has the same tokens alone. Keeps the cost of a very long text near that of what is kept of it.
 */
function firstTokens(encode: (text: string) => number[]): (text: string, room: number) => number[] {
  return (text, room) => {
    for (let length = room * CHARACTERS_PER_TOKEN; length < text.length; length *= 2) {
      const end = text.lastIndexOf(' ', length);
      if (end <= 0) continue;
      const ids = encode(text.slice(0, end));
      if (ids.length >= room) return ids;
    }
    return encode(text);
  };
}

const CHARACTERS_PER_TOKEN = 8;
