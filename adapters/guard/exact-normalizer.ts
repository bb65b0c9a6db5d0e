import { SequenceNormalizer } from '@huggingface/tokenizers';
import { z } from 'zod';
import { precompiledText } from './precompiled.ts';

/**
 * The normalizer of a `tokenizer.json` where the JavaScript library's is not quite the Rust library's: one with SentencePiece's character map, as
 * XLM-R, DeBERTa-v3 and other Unigram tokenizers have. Undefined for all others, which the library builds.
 */
export function exactNormalizer(definition: unknown, preTokenizer: unknown): ((text: string) => string) | undefined {
  const parts = sequence.safeParse(definition).data?.normalizers ?? [definition];
  if (!parts.some((part) => precompiled.safeParse(part).success)) return undefined;
  const steps = parts.map(stepOf);
  // To Rust U+0085 is white space; a regular expression's \s leaves it in the word.
  if (JSON.stringify(preTokenizer ?? null).includes('"WhitespaceSplit"')) steps.push((text) => text.replaceAll('\u0085', ' '));
  return (text) => steps.reduce((done, step) => step(done), text);
}

const precompiled = z.looseObject({ type: z.literal('Precompiled'), precompiled_charsmap: z.string() });
const sequence = z.looseObject({ type: z.literal('Sequence'), normalizers: z.array(z.unknown()) });

function stepOf(part: unknown): (text: string) => string {
  const own = precompiled.safeParse(part);
  if (own.success) return precompiledText(own.data.precompiled_charsmap);
  const library = new SequenceNormalizer({ type: 'Sequence', normalizers: [part] });
  return (text) => library.normalize(text);
}
