import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { COMMANDS } from '../../../cli/commands.ts';
import { program, runProgram } from '../../../cli/program.ts';

// Every command, used wrongly: exit code 2 and why, before anything is asked of a server or written to the store.

let home: string;
let [out, err] = ['', ''];
const environment = process.env;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'hone-home-'));
  process.env = { ...environment, HONE_HOME: home, HONE_TEMPORAL_ADDRESS: '127.0.0.1:1' };
  [out, err] = ['', ''];
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => ((out += String(text)), true));
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => ((err += String(text)), true));
});
afterEach(async () => {
  jest.restoreAllMocks();
  process.exitCode = undefined;
  process.env = environment;
  await rm(home, { recursive: true, force: true });
});

const WRONG: readonly (readonly [command: string, args: readonly string[], why: string])[] = [
  ['up', ['now'], "too many arguments for 'up'."],
  ['run', ['--set', 'epochs'], 'set: "epochs" is not valid. Write path=value, for example train.epochs=3.'],
  ['run', ['--set', 'train.epoch=3'], 'overrides.train.epoch: 3 is not valid. There is no such key; did you mean epochs?'],
  ['run', ['--set', 'cuts.trafficTuning=0.9'], 'cuts.trafficTuning: 0.9 is not valid.'],
  ['run', ['--set', 'train.epochs=1', '--profile', 'nope'], 'profile: "nope" is not valid.'],
  ['demo', ['--keeep'], "unknown option '--keeep'\n(Did you mean --keep?)"],
  ['plan', [], "required option '--benign <rows>' not specified"],
  ['plan', ['--benign', '0', '--malicious', '1.5', '--traffic', 'x', '--false-positives', '1,2,3,-4'], 'There are 4 problems with the counts:\n  benign: 0 is not valid. Write a number of at least 1.'],
  ['plan', ['--benign', '1', '--malicious', '1', '--traffic', '9', '--false-positives', '1,2,3,4'], 'falsePositivesByCategory: 10 is not valid. Give at most the 9 rows of traffic that were scored.'],
  ['plan', ['--benign', '1', '--malicious', '1', '--traffic', '9', '--false-positives', '1,2,3,1', '--strategy', 'hybird'], '(did you mean hybrid?)'],
  ['plan', ['--benign', '1', '--malicious', '1', '--traffic', '9', '--false-positives', '1,2,3,1', '--rows-per-second', '0'], 'rowsPerSecond: 0 is not valid.'],
  ['plan', ['--benign', '1', '--malicious', '1', '--traffic', '9', '--false-positives', '1,2,3,1', '--certification', '30000'], 'certification: "30000" is not valid. Write two counts with a comma between'],
  ['plan', ['--pilot', '--benign', '1'], "option '--pilot' cannot be used with option '--benign <rows>'"],
  ['plan', ['--pilot', '--rows-per-second', '9'], "option '--pilot' cannot be used with option '--rows-per-second <speed>'"],
  ['plan', ['--pilot', '--set', 'pilot.coverages=[2]'], 'overrides.pilot.coverages[0]: 2 is not valid.'],
  ['plan', ['--pilot', '--strategy', 'hybird'], 'plan.strategy: "hybird" is not valid.'],
  ['plan', ['--pilot', '--profile', 'nope'], 'profile: "nope" is not valid.'],
  ['plan', ['--benign', '1', '--malicious', '1', '--traffic', '9', '--false-positives', '1,2,3,1', '--detach'], 'detach: true is not valid. It belongs to a run: use it with --pilot.'],
  ['plan', ['--benign', '1', '--malicious', '1', '--traffic', '9', '--false-positives', '1,2,3,1', '--set', 'seed=1'], 'set: ["seed=1"] is not valid. It belongs to a run: use it with --pilot.'],
  ['loso', ['--set', 'loso.poolRows=0'], 'loso.poolRows: 0 is not valid. Write a number of at least 1.'],
  ['ablate', ['--set', 'ablation.rows=100'], 'ablation.rows: 100 is not valid. Write at least covered × (1 + the largest number of variations)'],
  ['profiles', ['sample'], "too many arguments for 'profiles'."],
  ['list', ['-n', '0'], 'limit: "0" is not valid.'],
  ['list', ['--since', 'yesterday'], 'since: "yesterday" is not valid. Write an ISO 8601 time such as 2026-11-24T08:00:00Z.'],
  ['list', ['--until', '2026-13-01'], 'until: "2026-13-01" is not valid.'],
  ['list', ['--status', 'Done'], 'Allowed choices are Running, AwaitingOperator'],
  ['list', ['--verdict', 'good'], 'Allowed choices are promoted,'],
  ['status', [], "missing required argument 'run'"],
  ['watch', [], "missing required argument 'run'"],
  ['events', ['r', '--after', 'yesterday'], 'after: "yesterday" is not valid. Give an id as `hone events --json` prints it.'],
  ['retry', ['r', '--set', 'gates.0.limit=1'], 'A list is replaced whole'],
  ['skip', [], "missing required argument 'run'"],
  ['approve', ['r', '--why', 'read it'], "required option '--evidence <hash>' not specified"],
  ['reject', ['r', '--evidence', 'e'], "required option '--why <text>' not specified"],
  ['review', [], 'terminal: missing is not valid. Where there is none to ask at, use --list, --export FILE and --import FILE.'],
  ['review', ['--list', '--export', 'f'], "option '--list' cannot be used with option '--export <file>'"],
  ['review', ['--export', 'f', '--import', 'f'], "option '--export <file>' cannot be used with option '--import <file>'"],
  ['review', ['r', '--import', 'f'], 'run: "r" is not valid. Leave it out with --import: decisions are on texts, not on runs.'],
  ['review', ['--import', 'no/such/file'], 'import: "no/such/file" is not valid. Name a file that can be read, or - for stdin.'],
  ['review', ['--list', '--by', ' '], 'by: " " is not valid. Write a name of 1 to 200 characters.'],
  ['abort', [], "missing required argument 'run'"],
  ['pause', ['r'], "required option '--why <text>' not specified"],
  ['unpause', [], "missing required argument 'run'"],
  ['move', ['r'], "required option '--to <queue>' not specified"],
  ['reset', ['r', '--why', 'x', '--to', 'training'], 'Allowed choices are ingest,'],
  ['report', [], "missing required argument 'run'"],
  ['verify', [], "missing required argument 'run'"],
  ['verify', ['r', '--public-key', 'no/such/file'], '--public-key: "ENOENT: no such file or directory'],
  ['artifact', ['r', 'model', 'file'], "too many arguments for 'artifact'."],
  ['score', ['no/such/folder', 'text'], 'hone.json is missing. A package is a folder with model.onnx, tokenizer.json and hone.json.'],
  ['models', ['guard'], "too many arguments for 'list'."],
  ['rollback', ['guard', '--why', ' '], 'why: " " is not valid. Give the reason in 1 to 2000 characters.'],
  ['rollback', ['guard', '--why', 'x', '--to', 'abc'], 'to: "abc" is not valid. Write a package id of the history'],
  ['false-positives', ['add', 'no/such/file'], 'file: "no/such/file" is not valid. Name a file that can be read, or - for stdin.'],
  ['false-positives', ['ad'], "unknown command 'ad'\n(Did you mean add?)"],
  ['keys', ['create', '--role', 'admin', '--name', 'desk'], 'Allowed choices are view, operate, approve.'],
  ['keys', ['create', '--role', 'view', '--name', ''], 'name: "" is not valid.'],
  ['keys', ['revoke'], "missing required argument 'id'"],
  ['providers', ['--profile', 'none'], 'profile: "none" is not valid.'],
  ['providers', ['pull', '--from', 'mirror.example'], 'from: "mirror.example" is not valid. Write a URL like https://mirror.example/.'],
  ['doctor', ['now'], "too many arguments for 'doctor'."],
];

describe('wrong use', () => {
  test.each(WRONG)('hone %s %j', async (command, args, why) => {
    await runProgram(program(COMMANDS), ['node', 'hone', command, ...args]);
    expect([process.exitCode, out]).toEqual([2, '']);
    expect(err).toMatch(/^hone: HONE_INVALID_INPUT: /);
    expect(err).toContain(why);
    expect(await readdir(home)).toEqual([]);
  });

  test('of every command is tested', () => {
    const names = Object.values(COMMANDS).flatMap((commands) => commands.map((command) => command().name()));
    expect(new Set(WRONG.map(([command]) => command))).toEqual(new Set(names));
  });
});

describe('without a server', () => {
  test('a command says so with exit code 8, and what starts one', async () => {
    await runProgram(program(COMMANDS), ['node', 'hone', 'status', 'r']);
    expect([process.exitCode, out]).toEqual([8, '']);
    expect(err).toBe('hone: HONE_UNAVAILABLE: HONE_TEMPORAL_ADDRESS: no Temporal server answers at 127.0.0.1:1. Start one with `hone up`.\n');
  }, 15_000);

  test.each([
    [['report', 'nope'], 'run: "nope" has left no report yet'],
    [['rollback', 'nope', '--why', 'x'], 'model: "nope" is not registered. `hone models` lists the models.'],
    [['keys', 'revoke', '0123456789ab'], 'key: "0123456789ab" does not exist. `hone keys list` shows the keys.'],
  ])('what is not in the store is not found: %j', async (args, why) => {
    await runProgram(program(COMMANDS), ['node', 'hone', ...args]);
    expect([process.exitCode, out]).toEqual([3, '']);
    expect(err).toContain(`hone: HONE_NOT_FOUND: ${why}`);
  });

  test.each([[['models'], []], [['keys', 'list'], []], [['false-positives', 'list'], { total: 0, bySource: {} }]])('an empty store is no error: %j', async (args, answer) => {
    await runProgram(program(COMMANDS), ['node', 'hone', '--json', ...args]);
    expect([process.exitCode ?? 0, JSON.parse(out), err]).toEqual([0, answer, '']);
  });
});
