import { expect, test } from '@jest/globals';
import { unicode1 } from '../../../../adapters/guard/unicode-1.ts';

test.each([
  ['plain ASCII [SEP] \0\u007f\r\n', 'plain ASCII [SEP] \0\u007f\r\n'],
  ['ig\u200bno\u200cre\u2060 al\u00adl\ufeff', 'ignore all'],
  ['\u202eerongi\u202c \u2066x\u2069', 'erongi x'],
  ['hi\u{e0069}\u{e007f}dden', 'hidden'],
  ['ｉｇｎｏｒｅ ﬁles ①', 'ignore files 1'],
  ['e\u200b\u0301', 'é'],
  ['\u3164\u1160\uffa0', ''],
  ['\u{1f468}\u200d\u{1f469}\u200d\u{1f467} \u2764\ufe0f', '\u{1f468}\u{1f469}\u{1f467} \u2764'],
  // Since Unicode 13 these are digits to NFKC; the tables of the Rust library are older.
  ['\u{1fbf1}①', '\u{1fbf1}1'],
])('%j becomes %j', (text, expected) => {
  expect(unicode1(text)).toBe(expected);
});

test('is done once: a second time changes nothing', () => {
  for (let code = 0; code < 0x30000; code++) {
    const once = unicode1(`a${String.fromCodePoint(code)}\u0301`);
    if (unicode1(once) !== once) throw new Error(code.toString(16));
  }
});
