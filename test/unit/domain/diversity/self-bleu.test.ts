import { expect, test } from '@jest/globals';
import { selfBleu } from '../../../../domain/diversity/self-bleu.ts';

/** Mean of NLTK 3.10.4's `sentence_bleu` of each text with the others as references, `SmoothingFunction().method1`. */
const TEXTS = ['the cat sat on the mat', 'the cat sat on the red mat today', 'a dog ran', 'the the the the cat sat', 'please open the door and close the window', 'xyzzy'].map((text) => text.split(' '));

test('is what NLTK makes of six texts, and of two', () => {
  expect(selfBleu(TEXTS)).toBeCloseTo(0.26441719363533417, 12);
  expect(selfBleu(TEXTS.slice(0, 2))).toBeCloseTo(0.5554593232991835, 12);
});

test('of two references as near in length the shorter counts, as NLTK has it', () => {
  expect(selfBleu(['a b x c d', 'a b c d', 'a b c d e f'].map((text) => text.split(' ')))).toBeCloseTo(0.4825397383383166, 12);
});

test('is 1 where all say the same, 0 where no word is shared', () => {
  const same = 'one two three four five'.split(' ');
  expect(selfBleu([same, same, same])).toBeCloseTo(1, 12);
  expect(selfBleu([same, 'six seven eight nine ten'.split(' ')])).toBe(0);
  expect(selfBleu([[], same])).toBe(0);
});

test('takes words that are names of an object\'s own properties', () => {
  expect(selfBleu([['constructor', '__proto__'], ['constructor', '__proto__']])).toBeGreaterThan(0);
});

test('needs two texts', () => expect(selfBleu([['one']])).toBeNull());
