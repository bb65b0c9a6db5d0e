import { expect, test } from '@jest/globals';
import { bertText } from '../../../../adapters/guard/bert-text.ts';

const uncased = bertText({ lowercase: true, strip_accents: null, handle_chinese_chars: true });
const cased = bertText({ lowercase: false, strip_accents: null, handle_chinese_chars: false });

test.each([
  ['plain ASCII [SEP] \0\u007f', 'plain ASCII [SEP] \0\u007f'],
  ['naïve café 漢字 é', 'naïve café 漢字 é'],
  ['ΟΔΟΣ', 'ΟΔΟσ'],
  ['a\u{20000}b', 'a \u{20000} b'],
  ['\u1734x', 'x'],
  ['a\u2e43b', 'a\ufdd0b'],
  ['a\u{1e8d0}\u{1e900}', 'a\u{1e8d0}\u{1e900}'],
  ['a\u166db', 'a \ufdd0 b'],
])('uncased: %j becomes %j', (text, expected) => {
  expect(uncased(text)).toBe(expected);
});

test('a cased model keeps capitals, old marks and ideographs as they are', () => {
  expect(cased('ΟΔΟΣ \u1734 \u{20000}')).toBe('ΟΔΟΣ \u1734 \u{20000}');
});
