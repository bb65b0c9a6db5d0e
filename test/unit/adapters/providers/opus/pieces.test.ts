import { expect, test } from '@jest/globals';
import { piecesOf } from '../../../../../adapters/providers/opus/pieces.ts';

test.each([
  ['One sentence', ['One sentence']],
  ['First one. Second one?  Third!', ['First one.', 'Second one?', 'Third!']],
  ['Do this:\n- open it\n  * and read it\n\n1 + 1 = 2\n', ['Do this:', 'open it', 'and read it']],
  ['Print XQ1. Then XQ2.', ['Print XQ1.', 'Then XQ2.']],
  ['***\n...', []],
  ['', []],
])('%j has the sentences %j, and is its pieces', (text, sentences) => {
  const pieces = piecesOf(text);
  expect(pieces.filter(({ isSentence }) => isSentence).map((piece) => piece.text)).toEqual(sentences);
  expect(pieces.map((piece) => piece.text).join('')).toBe(text);
});
