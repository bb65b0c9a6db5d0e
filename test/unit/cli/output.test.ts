import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Command } from 'commander';
import { exitCodeOf, fail, print } from '../../../cli/output.ts';
import { ERRORS, HoneError } from '../../../domain/errors.ts';
import type { ErrorCode } from '../../../domain/errors.ts';

let out: string;
let err: string;
beforeEach(() => {
  [out, err] = ['', ''];
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => ((out += String(text)), true));
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => ((err += String(text)), true));
});
afterEach(() => {
  jest.restoreAllMocks();
  process.exitCode = undefined;
});

describe('exitCodeOf', () => {
  test.each([['promoted', 0], ['certified', 0], ['planned', 0], ['gates-failed', 10], ['not-enough-evidence', 11], ['rejected', 12], ['threshold-only', 13]] as const)('%s is %i', (verdict, code) => expect(exitCodeOf(verdict)).toBe(code));
});

describe('fail', () => {
  test.each(Object.keys(ERRORS) as ErrorCode[])('%s goes to stderr, and its exit code is the table\'s', (code) => {
    fail(new HoneError(code, 'what happened'));
    expect([out, err, process.exitCode]).toEqual(['', `hone: ${code}: what happened\n`, ERRORS[code].exitCode]);
  });

  test('no error may end a script as if all were well, or as a verdict', () => {
    for (const { exitCode } of Object.values(ERRORS)) expect(exitCode > 0 && exitCode < 10).toBe(true);
  });

  test('anything else is a defect, with its stack', () => {
    fail(new TypeError('x is not a function'));
    expect(err).toMatch(/^hone: HONE_INTERNAL: TypeError: x is not a function\n {4}at /);
    expect(process.exitCode).toBe(1);
    fail('just text');
    expect(err).toContain('hone: HONE_INTERNAL: just text\n');
  });
});

describe('print', () => {
  const run = (...args: string[]): void => {
    const show = new Command('show').action((_options: object, command: Command) => print(command, { runs: ['a'] }, () => 'one run: a'));
    new Command('hone').option('--json').addCommand(show).parse(args, { from: 'user' });
  };

  test('is text for people', () => {
    run('show');
    expect([out, err]).toEqual(['one run: a\n', '']);
  });

  test.each([[['--json', 'show']], [['show', '--json']]])('is one line of JSON for programs: %j', (args) => {
    run(...args);
    expect(out).toBe('{"runs":["a"]}\n');
  });

  test('keeps control characters from the terminal, but for new lines and tabs', () => {
    const show = new Command('show').action((_options: object, command: Command) => print(command, {}, () => 'a\u001b[2Jb\u0007\n\tc\u009bd'));
    new Command('hone').addCommand(show).parse(['show'], { from: 'user' });
    expect(out).toBe('a [2Jb \n\tc d\n');
  });
});
