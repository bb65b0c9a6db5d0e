import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { openStore } from '../../../adapters/open-store.ts';
import { readSettings } from '../../../adapters/settings.ts';
import { COMMANDS } from '../../../cli/commands.ts';
import { program, runProgram } from '../../../cli/program.ts';

let home: string;
let out = '';
const environment = process.env;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'hone-home-'));
  process.env = { ...environment, HONE_HOME: home };
  out = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => ((out += String(text)), true));
  const store = openStore(readSettings());
  await store.write('artifacts/aa/plan', Buffer.from('{"schema":1}'));
  await store.write('runs/run-1/report.md', Buffer.from('# report\n'));
  await store.write('runs/run-1/report.json', Buffer.from(JSON.stringify({ parts: { plan: { uri: 'store:artifacts/aa/plan', sha256: 'aa', bytes: 12 } } })));
});
afterEach(async () => {
  jest.restoreAllMocks();
  process.env = environment;
  await rm(home, { recursive: true, force: true });
});

const report = (...args: string[]): Promise<void> => runProgram(program(COMMANDS), ['node', 'hone', 'report', 'run-1', ...args]);

test('prints the report', async () => {
  await report();
  expect(out).toBe('# report\n');
  expect(await readdir(home)).not.toContain('runs');
});

test('--unpack writes report and plan as files instead, and says where', async () => {
  await report('--unpack');
  const folder = join(home, 'runs', 'run-1');
  expect(out).toBe(`${folder}\n`);
  expect((await readdir(folder)).sort()).toEqual(['ml_training_analysis_report.json', 'package', 'report.json', 'report.md']);
  expect(await readFile(join(folder, 'ml_training_analysis_report.json'), 'utf8')).toBe('{"schema":1}');
});
