import { expect, test } from '@jest/globals';
import { distinctN } from '../../../../domain/diversity/distinct-n.ts';

const TEXTS = ['a b a b', 'a b c'].map((text) => text.split(' '));

test('counts by hand: 3 of 7 words, 3 of 5 pairs', () => {
  expect(distinctN(TEXTS, 1)).toBe(3 / 7);
  // ab, ba, ab · ab, bc
  expect(distinctN(TEXTS, 2)).toBe(3 / 5);
});

test('pairs do not reach over the end of a text', () => expect(distinctN([['a'], ['b']], 2)).toBe(0));

test('of nothing is 0', () => expect(distinctN([], 1)).toBe(0));
