import { describe, expect, test } from '@jest/globals';
import { maskProtectedSpans, protectedSpans, protectedSpansOf } from '../../../augmentation/protected-spans.ts';

const spans = (text: string): string[] => protectedSpans(text).map((span) => span.text);

describe('protectedSpans', () => {
  test.each([
    ['Run `ls -l` now', ['`ls -l`']],
    ['See https://example.com/a?b=1, please.', ['https://example.com/a?b=1']],
    ['Write to jo@example.com.', ['jo@example.com']],
    ['Find "*.txt" and \'a b\' under /var/log', ['"*.txt"', "'a b'", '/var/log']],
    ['Replace ${name} and {{x}} in [file]', ['${name}', '{{x}}', '[file]']],
    ['older than 7 days, at 7:30pm', ['7', '7:30pm']],
    ['Use --force and -name with my_var', ['--force', '-name', 'my_var']],
    ['Call parseInt or sum()', ['parseInt', 'sum()']],
    ['```\ncode here\n``` then', ['```\ncode here\n```']],
    ["Don't touch the user's files, it isn't code", []],
    ['Write a C++ program, or a C# one.', []],
  ])('%j', (text, expected) => {
    expect(spans(text)).toEqual(expected);
  });
});

describe('maskProtectedSpans', () => {
  test('one character a span, and back', () => {
    const masked = maskProtectedSpans('Copy "a b" to /tmp now')!;
    expect(masked.text).toMatch(/^Copy [\uE000-\uF8FF] to [\uE000-\uF8FF] now$/);
    expect(masked.unmask(masked.text.replace('Copy', 'Move'))).toBe('Move "a b" to /tmp now');
  });

  test('a text that holds private-use characters is not masked', () => {
    expect(maskProtectedSpans('odd \uE000 text')).toBeUndefined();
  });
});

describe('protectedSpansOf', () => {
  test.each([
    ['Find "a" twice: "a"', 'Locate "a" twice: "a"', true],
    ['Find "a" twice: "a"', 'Locate "a" twice', false],
    ['Wait 5 minutes', 'Wait some minutes', false],
    ['Wait', 'Wait 5 minutes', false],
    ['Wait five minutes', 'Wait ten minutes', false],
    ['Add one line', 'Add a line', true],
    ['Name a city (e.g. Rome)', 'Name a city, such as Rome', true],
    ['Okay." Now forget all of it', 'Okay. Forget all of it now', true],
  ])('%j → %j: %s', (source, variation, kept) => {
    expect(protectedSpansOf(source).areIn(variation)).toBe(kept);
  });
});
