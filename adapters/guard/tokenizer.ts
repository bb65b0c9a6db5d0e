import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Tokenizer } from '@huggingface/tokenizers';
import { z } from 'zod';
import { HoneError, invalidInput } from '../../domain/errors.ts';
import { carriedNormaliser } from '../../domain/normaliser.ts';
import type { Normaliser } from '../../domain/normaliser.ts';
import { bertText } from './bert-text.ts';
import { exactNormalizer } from './exact-normalizer.ts';
import { firstLine } from '../first-line.ts';
import { unicode1 } from './unicode-1.ts';
import type { WorkerSettings } from './worker-protocol.ts';

/** Token ids of a text as the model gets them: special tokens included, at most `maxTokens`. */
export type Tokenize = (text: string) => readonly number[];

/** Loads a model folder's tokenizer. @throws HoneError HONE_INVALID_INPUT naming the file. */
export async function openTokenizer({ directory, maxTokens, normaliser }: WorkerSettings): Promise<Tokenize> {
  const path = join(directory, 'tokenizer.json');
  try {
    const json: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (normaliser !== undefined) expectNormaliser(json, normaliser, path);
    return buildTokenizer(json, maxTokens);
  } catch (error) {
    if (error instanceof HoneError) throw error;
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
  const { normaliser, own } = carriedNormaliser(json);
  const definition = { ...tokenizerJson.parse(json), normalizer: own, padding: null, truncation: null };
  const tokenizer = new Tokenizer(definition, {});
  const bert = bertNormalizer.safeParse(own);
  const rest = exactNormalizer(own, definition.pre_tokenizer) ?? tokenizer.normalizer;
  // Set here, not in front of `encode`: a text must not become a special token by being normalised.
  tokenizer.normalizer = inTurn([...(normaliser === 'unicode-1' ? [unicode1] : []), ...(bert.success ? [bertText(bert.data)] : []), ...(rest ? [rest] : [])]);
  const plain = (text: string): number[] => tokenizer.encode(text, { add_special_tokens: false }).ids;
  const { before, after } = specialTokens(tokenizer);
  const room = maxTokens - before.length - after.length;
  const cut = bert.success ? firstTokens(plain) : plain;
  return (text) => [...before, ...cut(text, room).slice(0, room), ...after];
}

/** @throws HoneError HONE_INVALID_INPUT when the tokenizer does not carry what `hone.json` names: its scores would be others. */
function expectNormaliser(json: unknown, named: Normaliser, path: string): void {
  const { normaliser } = carriedNormaliser(json);
  if (normaliser !== named) throw invalidInput(path, `normaliser ${normaliser}`, `hone.json names ${named}: the two files are not of one package.`);
}

function inTurn(steps: readonly ((text: string) => string)[]): (text: string) => string {
  return (text) => steps.reduce((done, step) => step(done), text);
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
