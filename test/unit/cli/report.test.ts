import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { canonicalJson, sha256Of } from '../../../activities/engine/artifacts.ts';
import { openStore } from '../../../adapters/open-store.ts';
import { readSettings } from '../../../adapters/settings.ts';
import { COMMANDS } from '../../../cli/commands.ts';
import { program, runProgram } from '../../../cli/program.ts';
import { EVIDENCE } from '../../support/evidence.ts';
import { runView, stageView } from '../../support/run-view.ts';

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

describe('--evidence', () => {
  beforeEach(async () => {
    const store = openStore(readSettings());
    const [evidence, sha256] = [canonicalJson(EVIDENCE), sha256Of(canonicalJson(EVIDENCE))];
    await store.write(`artifacts/${sha256.slice(0, 2)}/${sha256}`, Buffer.from(evidence));
    await store.write('manifests/package/k.json', Buffer.from(JSON.stringify({ outputs: { evidence: { uri: 'store:x', sha256, bytes: 1 } } })));
    await store.write('runs/run-1/report.json', Buffer.from(JSON.stringify({ view: runView({ run: 'run-1', stages: [stageView({ stage: 'package', key: 'k' })] }), parts: {} })));
  });

  test('prints the document to sign, without a server', async () => {
    await report('--evidence');
    expect(out).toMatch(/^# Evidence for prompt-injection classifier [0-9a-f]{12}\n/);
    expect(out).toContain('## Signature');
  });

  test('and as JSON with its hash', async () => {
    await runProgram(program(COMMANDS), ['node', 'hone', '--json', 'report', 'run-1', '--evidence']);
    expect(JSON.parse(out)).toMatchObject({ evidenceHash: sha256Of(canonicalJson(EVIDENCE)), evidence: EVIDENCE, release: { run: 'run-1', verdict: 'promoted' } });
  });
});
