import type { Rng } from '../../domain/rng.ts';
import type { Perturbation } from './kind.ts';
import { isMistyped } from './mistyped.ts';
import { perCharacter, perWord } from './places.ts';

const LEET = new Map(Object.entries({ a: '4', e: '3', i: '1', o: '0', s: '5', t: '7', l: '1', b: '8', g: '9' }));
const KEY_NEIGHBOURS = new Map(Object.entries({ a: 's', b: 'v', c: 'x', d: 'f', e: 'r', f: 'g', g: 'h', h: 'j', i: 'o', j: 'k', k: 'l', l: 'k', m: 'n', n: 'm', o: 'p', p: 'o', r: 't', s: 'd', t: 'y', u: 'i', v: 'b', w: 'e', x: 'c', y: 'u' }));

/** What lets go of something: no inverse exists, and each detector is a heuristic that docs/augmentation.md measures. */
export const NOISE: readonly Perturbation[] = [
  {
    id: 'spacing',
    description: 'Words are spaced out letter by letter.',
    apply: perWord(/^[A-Za-z]{4,}$/, (word, rng) => [...word].join(rng.pick([' ', ' ', '.', '-', '_']))),
    detect: (text) => /(?<![A-Za-z])[A-Za-z]([ ._-])[A-Za-z](?:\1[A-Za-z](?![A-Za-z])){2}/.test(text),
  },
  {
    id: 'leet',
    description: 'Letters become digits and signs.',
    apply: perCharacter(/[aeiostlbg]/i, (letter) => LEET.get(letter.toLowerCase()) ?? letter),
    detect: (text) => /[a-z][01345789]{1,2}[a-z]|(?<![\w.$#/-])[01345789](?!(?:am|pm|st|nd|rd|th|kg|km|mg|gb|mb|px|ish)\b)[a-z]{2,}/i.test(text),
  },
  { id: 'typos', description: 'Letters are swapped, dropped, doubled or mistyped.', apply: perWord(/^[A-Za-z]{4,}$/, typo), detect: isMistyped },
  {
    id: 'case',
    description: 'Letter case changes at random.',
    apply: perCharacter(/[A-Za-z]/, (letter) => (letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase())),
    detect: (text) => share(text.match(/(?<!\w)[A-Za-z]{3,}(?!\w)/g) ?? [], /[a-z][A-Z]/) > 0.1,
  },
  {
    id: 'punctuation',
    description: 'Punctuation is strewn between words.',
    apply: perWord(/^[A-Za-z]+$/, (word, rng) => word + rng.pick(['...', '!', ',', ';', ' -', ' |', '~', ' //'])),
    detect: (text) => share(text.match(/[A-Za-z]+[^\w\s]*(?: (?:-|\||\/\/))?\s+(?=[a-z])/g) ?? [], /\w(?:\.\.\.|[!;~]| -| \|| \/\/)\s/) > 0.06,
  },
];

function share(words: readonly string[], fits: RegExp): number {
  return words.length === 0 ? 0 : words.filter((word) => fits.test(word)).length / words.length;
}

/** One typing error inside a word: its first letter stays, so that the word is still recognised. */
function typo(word: string, rng: Rng): string {
  const at = 1 + rng.below(word.length - 2);
  const [before, letter, next, after] = [word.slice(0, at), word.charAt(at), word.charAt(at + 1), word.slice(at + 2)];
  const kinds = [before + next + letter + after, before + next + after, before + letter + letter + next + after, before + (KEY_NEIGHBOURS.get(letter.toLowerCase()) ?? letter) + next + after];
  return rng.pick(kinds);
}
