/** Word knowledge: what the synonym method needs of a tagger and a thesaurus. */
export interface Lexicon {
  /** The words of a text in order, with their part of speech and place. Blanks are left out. */
  partsOfSpeech(text: string): readonly TaggedWord[];
  /**
   * Single-word synonyms of a lemma (lower case) in its most frequent sense only. Empty when that sense does not dominate
   * the lemma's uses, and without words for which the shared sense is not their own most frequent one.
   */
  synonyms(lemma: string, pos: OpenClass): readonly string[];
}

/** A lexicon that knows of more than what is safe to train on. */
export interface WideLexicon extends Lexicon {
  /**
   * Single-word synonyms of a lemma (lower case) in any of its senses, the senses in the order of their use: what an attacker, whom it need
   * not trouble that a word reads oddly, may choose from.
   */
  allSynonyms(lemma: string, pos: OpenClass): readonly string[];
}

/** `text.slice(start, end) === value`; offsets in UTF-16 units. `pos` is a Universal POS tag (NOUN, VERB, PROPN, ...). */
export interface TaggedWord {
  readonly value: string;
  readonly pos: string;
  readonly start: number;
  readonly end: number;
}

/** The parts of speech that have synonyms. */
export type OpenClass = 'noun' | 'verb' | 'adjective' | 'adverb';
