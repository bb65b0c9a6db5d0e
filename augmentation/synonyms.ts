import type { Lexicon, OpenClass, TaggedWord } from '../domain/ports/lexicon.ts';
import type { Rng } from '../domain/rng.ts';
import { isEnglish } from './english.ts';
import { articleBefore } from './inflection.ts';
import type { AugmentationMethod, Variation } from './method.ts';
import { proseLine } from './prose-line.ts';
import { remembered } from './remembered.ts';
import { fitsContext, fixedExpressions } from './synonym-contexts.ts';
import { PROMPT_SYNONYMS, PROTECTED_TERMS, REJECTED_SYNONYMS, UNFIT_PAIRS } from './thesaurus.ts';
import { inflectLike, lemmasOf } from './word-forms.ts';
import type { WordForm } from './word-forms.ts';

/**
 * Synonym replacement, one to three words at a time. A word is replaced only in the part of speech it has here, by a
 * word of the hand-checked prompt thesaurus or of WordNet's dominant sense, in the same inflection and casing. Names,
 * protected terms, phrasal verbs, compounds and protected spans stay. Empty for text that is not English.
 */
export const synonyms: AugmentationMethod = (source, count, rng, { lexicon }) => {
  const line = isEnglish(source.text) ? proseLine(source.text) : null;
  const slots = line ? replaceableWords(line.text, lexicon) : [];
  if (!line || slots.length === 0) return [];
  const made = new Map<string, Variation>();
  const possible = slots.reduce((product, slot) => product * (1 + slot.replacements.length), 1) - 1;
  for (let attempt = 0; made.size < Math.min(count, possible) && attempt < MAX_ATTEMPTS_PER_VARIATION * count; attempt++) {
    const choices = chooseReplacements(slots, rng);
    const text = line.restore(replaceAll(line.text, choices));
    const detail = choices.map(({ slot, replacement }) => `${slot.lemma}→${replacement}`).join(', ');
    if (text !== source.text && !made.has(text)) made.set(text, { text, detail });
  }
  return [...made.values()];
};

const MAX_ATTEMPTS_PER_VARIATION = 6;
const MAX_REPLACEMENTS = 3;

/** A lemma of the text with every place it stands at in one part of speech, and what may replace it. */
interface Slot {
  readonly lemma: string;
  readonly places: { readonly start: number; readonly end: number; readonly form: WordForm }[];
  readonly replacements: readonly string[];
}

interface Choice {
  readonly slot: Slot;
  readonly replacement: string;
}

/** The tagger's parts of speech that have synonyms. */
export const OPEN_CLASS: Readonly<Record<string, OpenClass>> = { NOUN: 'noun', VERB: 'verb', ADJ: 'adjective', ADV: 'adverb' };
/** Before these a verb is another verb ("find out", "carry on") or has two objects ("find me a bus"). */
const NO_PLAIN_OBJECT = new Set('up out off down away back over through along around on into about sure it me us him her them you'.split(' '));

function replaceableWords(text: string, lexicon: Lexicon): Slot[] {
  // Tagging costs most of the method, and in half of all prompts no word has a synonym in any part of speech.
  if (!(text.match(/[A-Za-z]+/g) ?? []).some(hasSynonyms(lexicon))) return [];
  const words = lexicon.partsOfSpeech(text);
  const present = words.map((word) => word.value.toLowerCase());
  const fixed = fixedExpressions(text);
  const slots = new Map<string, Slot>();
  words.forEach((word, index) => {
    const pos = OPEN_CLASS[word.pos];
    if (!pos || !isPlainWord(text, word) || isBound(words, index, pos)) return;
    if (fixed.some(({ start, end }) => word.start < end && word.end > start)) return;
    const found = synonymsOf(word.value.toLowerCase(), pos, lexicon, isInCompound(words, index));
    if (!found) return;
    if (pos === 'verb' && found.form === 'gerund' && isNounHere(words, index)) return;
    const place = { start: word.start, end: word.end, form: found.form };
    const replacements = found.replacements.filter(
      (other) => !present.some((word) => isFormOf(word, other)) && inflectLike(other, pos, found.form) !== null && fitsContext(found.lemma, other, { text, ...place }),
    );
    if (replacements.length === 0) return;
    // What may replace it depends on its neighbours: only places with the same choice change together.
    const key = [found.lemma, pos, found.form, ...replacements].join('/');
    const slot = slots.get(key) ?? { lemma: found.lemma, places: [], replacements };
    slot.places.push(place);
    slots.set(key, slot);
  });
  return [...slots.values()];
}

/** Roughly whether a word is an inflection of another: a text that has it already is not given it again. */
function isFormOf(word: string, lemma: string): boolean {
  return word.startsWith(lemma.slice(0, -1)) && word.length <= lemma.length + 3;
}

/** An ordinary lower-case word, or one that is capitalised because it opens a sentence; no part of a longer token. */
function isPlainWord(text: string, { value, start, end }: TaggedWord): boolean {
  if (!/^(?:[a-z]+|[A-Z][a-z]+)$/.test(value) || PROTECTED_TERMS.has(value.toLowerCase())) return false;
  const opensSentence = /(?:^|[.?!:]\s+)$/.test(text.slice(Math.max(0, start - 4), start));
  if (/^[A-Z]/.test(value) && !opensSentence) return false;
  return !/[\w'’/_@#\\-]/.test(text.charAt(start - 1)) && !/[\w'’/_@\\-]/.test(text.charAt(end));
}

/** Whether the word's neighbours fix its choice: a phrasal verb, a noun that modifies a noun, "have no idea". */
function isBound(words: readonly TaggedWord[], index: number, pos: OpenClass): boolean {
  const next = words[index + 1];
  if (!next) return pos === 'adjective';
  switch (pos) {
    case 'verb':
      return NO_PLAIN_OBJECT.has(next.value.toLowerCase()) || hasParticleBehindObject(words, index);
    case 'noun':
      return next.pos === 'NOUN' || next.pos === 'PROPN' || /^(?:any|no)$/i.test(words[index - 1]?.value ?? '');
    case 'adjective':
      // After "charged extra" or "is clear" the tagger's adjective may be anything; before a noun it is one.
      return (next.pos !== 'NOUN' && next.pos !== 'ADJ') || DEGREE.has(words[index - 1]?.value.toLowerCase() ?? '');
    case 'adverb':
      return false;
  }
}

/** Not every adjective has degrees: "very large", but no "very enormous". */
const DEGREE = new Set('very highly so too extremely as quite rather really'.split(' '));

/** "Sort this out", "split the file up": a short object and then the particle, at the end of a clause. */
function hasParticleBehindObject(words: readonly TaggedWord[], index: number): boolean {
  return [2, 3, 4].some((distance) => {
    const particle = words[index + distance];
    const behind = words[index + distance + 1];
    return particle !== undefined && PARTICLES.has(particle.value.toLowerCase()) && (!behind || !/^(?:DET|NOUN|PROPN|PRON|ADJ|NUM)$/.test(behind.pos));
  });
}

const PARTICLES = new Set('up out off down away back over'.split(' '));

/** After an article or adjective a gerund is a noun: "to the beginning of the file". */
function isNounHere(words: readonly TaggedWord[], index: number): boolean {
  return /^(?:DET|ADJ)$/.test(words[index - 1]?.pos ?? '');
}

function isInCompound(words: readonly TaggedWord[], index: number): boolean {
  return words[index]?.pos === 'NOUN' && /^(?:NOUN|PROPN|ADJ)$/.test(words[index - 1]?.pos ?? '');
}

/** Whether a word has synonyms in any part of speech. Words are few and come again and again, so that the latest are kept. */
const hasSynonyms = remembered((lexicon: Lexicon) =>
  remembered((word: string) => Object.values(OPEN_CLASS).some((pos) => synonymsOf(word.toLowerCase(), pos, lexicon, false) !== null), WORDS_KEPT),
);
const WORDS_KEPT = 20_000;

function synonymsOf(value: string, pos: OpenClass, lexicon: Lexicon, inCompound: boolean): { lemma: string; form: WordForm; replacements: readonly string[] } | null {
  for (const { lemma, form } of lemmasOf(value, pos)) {
    if (PROTECTED_TERMS.has(lemma)) return null;
    const checked = PROMPT_SYNONYMS[pos].get(lemma);
    if (checked) return { lemma, form, replacements: checked };
    const found = inCompound || lemma.length < SHORTEST_LEMMA ? [] : lexicon.synonyms(lemma, pos).filter((word) => isFit(lemma, word));
    if (found.length > 0 && !REJECTED_SYNONYMS.has(lemma)) return { lemma, form, replacements: found };
  }
  return null;
}

/** Whether an answer of WordNet may stand in a prompt for the lemma. */
function isFit(lemma: string, word: string): boolean {
  return word.length > 2 && !REJECTED_SYNONYMS.has(word) && !PROTECTED_TERMS.has(word) && !UNFIT_PAIRS.get(lemma)?.includes(word);
}

/** Shorter words are function words or abbreviations ("as", "o", "des"), whatever their tag. */
const SHORTEST_LEMMA = 4;

function chooseReplacements(slots: readonly Slot[], rng: Rng): Choice[] {
  const wanted = 1 + rng.below(Math.min(MAX_REPLACEMENTS, slots.length));
  const choices = rng
    .shuffle(slots)
    .slice(0, wanted)
    .map((slot) => ({ slot, replacement: rng.pick(slot.replacements) }));
  // "your purpose and goals" must not become "your aim and aims".
  return choices.filter((choice, index) => choices.findIndex((other) => other.replacement === choice.replacement) === index);
}

/** Replaces from the end, so that the places before stay right. */
function replaceAll(text: string, choices: readonly Choice[]): string {
  const edits = choices.flatMap(({ slot, replacement }) => slot.places.map((place) => ({ ...place, replacement })));
  return edits.sort((a, b) => b.start - a.start).reduce((current, edit) => replaceOne(current, edit), text);
}

function replaceOne(text: string, edit: { start: number; end: number; form: WordForm; replacement: string }): string {
  const original = text.slice(edit.start, edit.end);
  const inflected = inflectLike(edit.replacement, null, edit.form) ?? original;
  const word = /^[A-Z]/.test(original) ? inflected.charAt(0).toUpperCase() + inflected.slice(1) : inflected;
  return withArticle(text.slice(0, edit.start), original, word) + word + text.slice(edit.end);
}

/** Corrects a preceding a/an, where it fitted the original word. */
function withArticle(before: string, original: string, word: string): string {
  const article = /\b(an?)\s$/i.exec(before)?.[1];
  if (!article || article.toLowerCase() !== articleBefore(original)) return before;
  const wanted = articleBefore(word);
  const cased = /^[A-Z]/.test(article) ? wanted.charAt(0).toUpperCase() + wanted.slice(1) : wanted;
  return before.slice(0, before.length - article.length - 1) + cased + before.slice(-1);
}
