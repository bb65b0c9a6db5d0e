import { distinctN } from './distinct-n.ts';
import { selfBleu } from './self-bleu.ts';
import { wordsOf } from './words-of.ts';

/** How varied texts are in their words. Compare only where `texts` is about equal: the measures depend on it. */
export interface TextDiversity {
  readonly texts: number;
  readonly distinct1: number;
  readonly distinct2: number;
  /** Null for fewer than two texts. */
  readonly selfBleu: number | null;
}

export function textDiversity(texts: readonly string[]): TextDiversity {
  const words = texts.map(wordsOf);
  return { texts: texts.length, distinct1: distinctN(words, 1), distinct2: distinctN(words, 2), selfBleu: selfBleu(words) };
}
