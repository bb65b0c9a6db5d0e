import { describe, expect, test } from '@jest/globals';
import { markdownTable, plainTable } from '../../../../domain/render/table.ts';

describe('markdownTable', () => {
  test('has a header, a rule and a line a row', () => {
    expect(markdownTable([['a', 'b'], ['1', '2'], ['3', '4']])).toBe('| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |');
  });

  test('keeps every cell in its place: bars are escaped, line breaks folded', () => {
    expect(markdownTable([['a'], ['x|y\n| z']])).toBe('| a |\n|---|\n| x\\|y \\| z |');
  });

  test('leaves a bar that is escaped already, and knows an escaped backslash', () => {
    expect(markdownTable([['a\\|b', 'c\\\\|d', '|e||']])).toBe('| a\\|b | c\\\\\\|d | \\|e\\|\\| |\n|---|---|---|');
  });

  test('of a header alone, and of nothing', () => {
    expect(markdownTable([['a']])).toBe('| a |\n|---|');
    expect(markdownTable([])).toBe('|  |\n||');
  });
});

describe('plainTable', () => {
  test('aligns columns and ends no line in blanks', () => {
    expect(plainTable([['run', 'state'], ['a', 'x'], ['longer', '']])).toBe('run     state\na       x\nlonger');
  });

  test('counts characters, not UTF-16 units', () => {
    expect(plainTable([['😀', 'x'], ['ab', 'y']])).toBe('😀   x\nab  y');
  });

  test('of nothing is nothing', () => {
    expect(plainTable([])).toBe('');
  });
});
