import { expect, test } from '@jest/globals';
import { wordsOf } from '../../../../domain/diversity/words-of.ts';

test.each([
  ['Don’t stop, please!', ['don’t', 'stop', ',', 'please', '!']],
  ['Où est l\'école? 42€', ['où', 'est', 'l\'école', '?', '42', '€']],
  ['  \n ', []],
])('%j', (text, words) => expect(wordsOf(text)).toEqual(words));
