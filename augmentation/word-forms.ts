import type { OpenClass } from '../domain/ports/lexicon.ts';
import { inflectVerb, pluralOf } from './inflection.ts';

/** The inflections that a replacement must repeat. */
export type WordForm = 'base' | 'third-person' | 'gerund' | 'past' | 'plural';

/**
 * Possible lemmas of a word as used in one part of speech, each with its form; only those that inflect back to the
 * word, so irregular forms have none but themselves.
 */
export function lemmasOf(word: string, pos: OpenClass): { lemma: string; form: WordForm }[] {
  const base = { lemma: word, form: 'base' as const };
  if (pos === 'adjective' || pos === 'adverb') return [base];
  if (pos === 'noun') return [base, ...stems(word, ['s', 'es', 'ies']).map((lemma) => ({ lemma, form: 'plural' as const })).filter(inflectsTo(word))];
  const forms = [
    ...stems(word, ['s', 'es', 'ies']).map((lemma) => ({ lemma, form: 'third-person' as const })),
    ...stems(word, ['ing']).map((lemma) => ({ lemma, form: 'gerund' as const })),
    ...stems(word, ['d', 'ed', 'ied']).map((lemma) => ({ lemma, form: 'past' as const })),
  ];
  return [base, ...forms.filter(inflectsTo(word))];
}

/** The word in a form, or null where its spelling is not certain. `pos` null means: by the form alone. */
export function inflectLike(lemma: string, pos: OpenClass | null, form: WordForm): string | null {
  if (form === 'base') return lemma;
  if (form === 'plural') return pos === null || pos === 'noun' ? pluralOf(lemma) : null;
  return inflectVerb(lemma, form);
}

function inflectsTo(word: string): (candidate: { lemma: string; form: WordForm }) => boolean {
  return ({ lemma, form }) => inflectLike(lemma, null, form) === word;
}

/** What is left without an ending, with a dropped e, changed y or doubled consonant put right. */
function stems(word: string, endings: readonly string[]): string[] {
  return endings.flatMap((ending) => {
    if (!word.endsWith(ending) || word.length <= ending.length + 1) return [];
    const stem = word.slice(0, -ending.length);
    if (ending === 'ies' || ending === 'ied') return [`${stem}y`];
    const undoubled = /([bdgklmnprt])\1$/.test(stem) ? [stem.slice(0, -1)] : [];
    return ending === 'ing' ? [stem, `${stem}e`, ...undoubled] : [stem, ...undoubled];
  });
}
