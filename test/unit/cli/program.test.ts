import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Command } from 'commander';
import { print } from '../../../cli/output.ts';
import { program, runProgram } from '../../../cli/program.ts';
import { Stopped } from '../../../cli/stop-signal.ts';
import { HoneError } from '../../../domain/errors.ts';

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

const show = (): Command =>
  new Command('show')
    .argument('<run>')
    .option('--limit <count>')
    .action((run: string, _options: object, command: Command) => {
      if (run === 'gone') throw new HoneError('HONE_NOT_FOUND', 'run: "gone" does not exist.');
      if (run === 'stopped') throw new Stopped('SIGTERM');
      print(command, { run }, () => `shown ${run}`);
    });
const keys = (): Command => new Command('keys').addCommand(new Command('list').action((_options: object, command: Command) => print(command, ['k'], () => 'k')));

async function run(...args: string[]): Promise<[code: unknown, out: string, err: string]> {
  await runProgram(program({ 'Watch:': [show], 'Administration:': [keys] }), ['node', 'hone', ...args]);
  return [process.exitCode ?? 0, out, err];
}

describe('the command line', () => {
  test('runs a command', async () => expect(await run('show', 'r')).toEqual([0, 'shown r\n', '']));

  test.each([[['--json', 'keys', 'list']], [['keys', '--json', 'list']], [['keys', 'list', '--json']]])('takes --json anywhere: %j', async (args) => expect(await run(...args)).toEqual([0, '["k"]\n', '']));

  test.each([
    [['shw', 'r'], "unknown command 'shw'\n(Did you mean show?)"],
    [['show', 'r', '--limt', '3'], "unknown option '--limt'\n(Did you mean --limit?)"],
    [['show', 'r', '--jsn'], "unknown option '--jsn'\n(Did you mean --json?)"],
    [['show'], "missing required argument 'run'"],
    [['show', 'a', 'b'], "too many arguments for 'show'. Expected 1 argument but got 2."],
    [['show', 'r', '--limit'], "option '--limit <count>' argument missing"],
    [['keys', 'lst'], "unknown command 'lst'\n(Did you mean list?)"],
  ])('%j is wrong use: exit code 2, and what was meant', async (args, why) => {
    expect(await run(...args)).toEqual([2, '', `hone: HONE_INVALID_INPUT: ${why}\n\`--help\` after a command shows how it is used.\n`]);
  });

  test.each([[[]], [['keys']]])('without a command shows the help, on stderr: %j', async (args) => {
    expect(await run(...args)).toEqual([2, '', expect.stringContaining('Usage: hone ')]);
  });

  test('an error has the exit code of the table; with --json too it is on stderr', async () => {
    expect(await run('show', 'gone', '--json')).toEqual([3, '', 'hone: HONE_NOT_FOUND: run: "gone" does not exist.\n']);
  });

  test('what a signal stopped ends as shells report it', async () => expect(await run('show', 'stopped')).toEqual([143, '', '']));

  test('the help groups commands, lists itself, and names the exit codes', async () => {
    const [code, help] = await run('--help');
    expect(code).toBe(0);
    expect(help).toMatch(/\nWatch:\n {2}show .*\n\nAdministration:\n {2}keys\n {2}help \[command\]/s);
    expect(help).toContain('10 gates failed · 11 not enough evidence');
    expect(help).not.toContain('\nCommands:');
  });

  test('the help of a command is no error', async () => expect((await run('help', 'show'))[0]).toBe(0));
});
