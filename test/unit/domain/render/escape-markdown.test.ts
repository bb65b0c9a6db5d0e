import { describe, expect, test } from '@jest/globals';
import { escapeMarkdown } from '../../../../domain/render/escape-markdown.ts';

describe('escapeMarkdown', () => {
  test.each([
    ['plain words, and (brackets)!', 'plain words, and (brackets)!'],
    ['<img src=x onerror=alert(1)>', '&lt;img src=x onerror=alert(1)&gt;'],
    ['&lt;', '&amp;lt;'],
    ['[a](javascript:b)', '\\[a\\](javascript:b)'],
    ['`code` *b* _i_ ~s~ a|b {c} \\', '\\`code\\` \\*b\\* \\_i\\_ \\~s\\~ a\\|b \\{c\\} \\\\'],
    ['one\ntwo\r\n\tthree\u0000', 'one two three'],
    ['safe\u202edesrever', 'safe desrever'],
    ['# title', '\\# title'],
    ['- item', '\\- item'],
    ['12. item', '12\\. item'],
    ['3) item', '3\\) item'],
    ['0.31 % of 12) rows', '0.31 % of 12) rows'],
    ['7.', '7\\.'],
    ['a - b # c 1. d', 'a - b # c 1. d'],
  ])('%j becomes %j', (text, escaped) => expect(escapeMarkdown(text)).toBe(escaped));
});
