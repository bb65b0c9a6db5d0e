import type { Perturbation } from './kind.ts';
import { perCharacter, perWord } from './places.ts';

const ZERO_WIDTH = ['\u200b', '\u200c', '\u200d', '\u2060', '\u00ad'];
const RIGHT_TO_LEFT = '\u202e';
const POP = '\u202c';
/** Tag characters repeat ASCII invisibly from here on. */
const TAGS = 0xe0000;

/** What a reader does not see and a model may. */
export const INVISIBLE: readonly Perturbation[] = [
  {
    id: 'zero-width',
    description: 'Invisible characters split words.',
    apply: perCharacter(/[A-Za-z](?=[A-Za-z])/, (letter, rng) => letter + rng.pick(ZERO_WIDTH)),
    // Joiners between emoji are no disguise.
    ...replacing(/(?<=[A-Za-z])[\u200b\u200c\u200d\u2060\u00ad](?=[A-Za-z])/g, () => ''),
  },
  {
    id: 'tag-characters',
    description: 'Words are written in the invisible tag characters of U+E0000.',
    apply: perWord(/^[!-~]{2,}$/, (word) => word.replace(/[!-~]/g, (sign) => String.fromCodePoint(TAGS + sign.charCodeAt(0)))),
    // The flags of England, Scotland and Wales are a black flag with tags.
    ...replacing(/(?<!\u{1F3F4}[\u{E0021}-\u{E007E}]*)[\u{E0021}-\u{E007E}]/gu, (tag) => String.fromCharCode(tag.codePointAt(0)! - TAGS)),
    hidesFromModel: true,
  },
  {
    id: 'bidi',
    description: 'Words are stored backwards under a right-to-left override, and read as before.',
    apply: perWord(/^[A-Za-z]{3,}$/, (word) => RIGHT_TO_LEFT + backwards(word) + POP),
    ...replacing(new RegExp(`${RIGHT_TO_LEFT}[A-Za-z]{3,}${POP}`, 'g'), (word) => backwards(word.slice(1, -1))),
  },
];

function backwards(word: string): string {
  return [...word].reverse().join('');
}

function replacing(marks: RegExp, original: (mark: string) => string): Pick<Perturbation, 'detect' | 'undo'> {
  return { detect: (text) => text.search(marks) >= 0, undo: (text) => text.replace(marks, original) };
}
