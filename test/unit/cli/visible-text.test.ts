import { describe, expect, test } from '@jest/globals';
import { beginningOf, visibleText, wrap } from '../../../cli/visible-text.ts';

describe('visibleText', () => {
  test.each([
    ['plain words\nin lines', 'plain words\nin lines'],
    ['red \u001b[31malert', 'red \\u{1b}[31malert'],
    ['zero\u200bwidth \u202eright to left', 'zero\\u{200b}width \\u{202e}right to left'],
    ['a\ttab\r\nand\u2028others', 'a\\u{9}tab\nand\\u{2028}others'],
    ['über 日本 🙂', 'über 日本 🙂'],
    ['\u{e0041} tag', '\\u{e0041} tag'],
  ])('%j is shown as %j', (text, shown) => expect(visibleText(text)).toBe(shown));
});

describe('beginningOf', () => {
  test.each([
    ['short', { shown: 'short', cut: 0 }],
    ['0123456789abc', { shown: '0123456789', cut: 3 }],
    ['🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂', { shown: '🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂', cut: 1 }],
    ['a\nb\nc\nd', { shown: 'a\nb\nc', cut: 2 }],
  ])('of %j', (text, beginning) => expect(beginningOf(text, 10, 3)).toEqual(beginning));
});

describe('wrap', () => {
  test.each([
    ['one two three', ['one two', 'three']],
    ['exactly8 more', ['exactly8', 'more']],
    ['averylongword here', ['averylon', 'gword', 'here']],
    ['a\n\nb', ['a', '', 'b']],
    ['', ['']],
  ])('%j', (text, lines) => expect(wrap(text, 8)).toEqual(lines));
});
