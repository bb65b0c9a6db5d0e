import type { Perturbation } from './kind.ts';
import { literally, perCharacter, perWord } from './places.ts';

const HOMOGLYPHS = new Map(Object.entries({ a: 'а', c: 'с', e: 'е', i: 'і', o: 'о', p: 'р', s: 'ѕ', x: 'х', y: 'у', A: 'А', B: 'В', C: 'С', E: 'Е', H: 'Н', I: 'І', K: 'К', M: 'М', O: 'О', P: 'Р', T: 'Т', X: 'Х' }));
const ACCENTS = ['\u0301', '\u0300', '\u0308', '\u0302'];
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Letters that look like the letters they stand for. */
export const LOOK_ALIKES: readonly Perturbation[] = [
  {
    id: 'homoglyph',
    description: 'Latin letters become look-alikes of other scripts.',
    apply: perCharacter(/[aceiopsxyABCEHIKMOPTX]/, (letter) => HOMOGLYPHS.get(letter) ?? letter),
    ...reverse([...HOMOGLYPHS]),
  },
  {
    id: 'accents',
    description: 'Letters get combining accents.',
    apply: perCharacter(/[aeioucnAEIOUCN]/, (letter, rng) => (letter + rng.pick(ACCENTS)).normalize('NFC')),
    ...reverse([...'aeioucnAEIOUCN'].flatMap((letter) => ACCENTS.map((accent): [string, string] => [letter, (letter + accent).normalize('NFC')]))),
  },
  {
    id: 'fullwidth',
    description: 'Letters become their full-width forms.',
    apply: perWord(/^[A-Za-z]{3,}$/, (word) => word.replace(/[A-Za-z]/g, fullWidth)),
    ...reverse([...LETTERS].map((letter) => [letter, fullWidth(letter)])),
  },
];

function fullWidth(letter: string): string {
  return String.fromCharCode(letter.charCodeAt(0) + 0xfee0);
}

/** Detects the look-alikes of a table of [letter, look-alike], and puts the letters back. */
function reverse(table: readonly (readonly [string, string])[]): Pick<Perturbation, 'detect' | 'undo'> {
  const letters = new Map(table.map(([letter, lookAlike]) => [lookAlike, letter]));
  const any = [...letters.keys()].map(literally).join('|');
  const [one, every] = [new RegExp(any), new RegExp(any, 'g')];
  return { detect: (text) => one.test(text), undo: (text) => text.replace(every, (lookAlike) => letters.get(lookAlike) ?? lookAlike) };
}
