import { execFileSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { shellWord } from '../../../cli/shell-word.ts';

test.each(['hone-sample-1a2b', 'a b', "it's", '$(reboot)', '`x`', '', 'ö', '-n', 'a\nb'])('a shell reads %j as it was', (word) => {
  expect(execFileSync('sh', ['-c', `printf %s ${shellWord(word)}x`]).toString()).toBe(`${word}x`);
});

test('a plain word stays readable', () => expect(shellWord('hone-sample-1a2b')).toBe('hone-sample-1a2b'));
