import type { TaggedWord, WideLexicon } from '../domain/ports/lexicon.ts';
import type { WordPlace } from '../domain/stress/adaptive-attack.ts';
import { isEnglish } from './english.ts';
import { protectedSpans } from './protected-spans.ts';
import { OPEN_CLASS } from './synonyms.ts';
import { inflectLike, lemmasOf } from './word-forms.ts';

/**
 * The words of a text that an attacker may replace, each with WordNet's synonyms in all its senses, in the same part of speech, inflection
 * and casing. Unlike the method `synonyms`, which makes training rows, it protects no term: only names, and what is code, quoted or an
 * address, since that is often what the attack is after. None in text that is not English.
 */
export function substitutesIn(text: string, lexicon: WideLexicon): WordPlace[] {
  if (!isEnglish(text)) return [];
  const spans = protectedSpans(text);
  const isFree = ({ start, end }: TaggedWord): boolean => !spans.some((span) => start < span.end && end > span.start) && !/[\w'’]/.test(text.charAt(start - 1) + text.charAt(end));
  return lexicon.partsOfSpeech(text).flatMap((word) => {
    const substitutes = WORD.test(word.value) && isFree(word) ? substitutesOf(word, lexicon) : [];
    return substitutes.length === 0 ? [] : [{ start: word.start, end: word.end, substitutes }];
  });
}

const WORD = /^[A-Za-z]{3,}$/;
/** Of the rarest senses the synonyms are seldom what is meant, and each costs a query. */
const MOST = 8;

function substitutesOf({ value, pos: tagged }: TaggedWord, lexicon: WideLexicon): string[] {
  const pos = OPEN_CLASS[tagged];
  if (!pos) return [];
  const lower = value.toLowerCase();
  const found = lemmasOf(lower, pos).flatMap(({ lemma, form }) => lexicon.allSynonyms(lemma, pos).map((other) => inflectLike(other, pos, form)));
  const others = new Set(found.filter((other) => other !== null).filter((other) => other !== lower));
  return [...others].slice(0, MOST).map((other) => inCaseOf(value, other));
}

function inCaseOf(original: string, word: string): string {
  if (original === original.toUpperCase()) return word.toUpperCase();
  return /^[A-Z]/.test(original) ? word.charAt(0).toUpperCase() + word.slice(1) : word;
}
