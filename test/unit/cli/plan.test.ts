import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { COMMANDS } from '../../../cli/commands.ts';
import { program, runProgram } from '../../../cli/program.ts';
import type { Plan } from '../../../domain/planning/plan.ts';
import { analysisReportSchema } from '../../../schemas/analysis-report.ts';

let folder: string;
let [out, err] = ['', ''];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hone-plan-'));
  [out, err] = ['', ''];
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => ((out += String(text)), true));
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => ((err += String(text)), true));
});
afterEach(async () => {
  jest.restoreAllMocks();
  process.exitCode = undefined;
  await rm(folder, { recursive: true, force: true });
});

const COUNTS = ['--benign', '35634', '--malicious', '31682', '--traffic', '100000', '--false-positives', '1797,1073,802,507'];
const plan = async (...args: string[]): Promise<string> => {
  await runProgram(program(COMMANDS), ['node', 'hone', 'plan', ...COUNTS, ...args]);
  return out;
};

test('the table of the worked example, by the hybrid profile', async () => {
  const text = await plan();
  expect(text).toMatch(/^\* hybrid +2,500 × 8 \+ 250 = 20,250 +3,000 +90,566 +61\.7 % +0\.85 % +0\.00 to 1\.68 % /m);
  expect(text).toContain('covers   Context Manipulation 1,075, Semantic Jailbreak 642, Obfuscated Command 480, Other 303');
  expect(text).toContain('5,574 malicious augmentations instead of 3,000, or 6 variations');
  expect([process.exitCode ?? 0, err]).toEqual([0, '']);
});

test('--json is the report, --markdown the recommendation', async () => {
  expect(analysisReportSchema.safeParse(JSON.parse(await plan('--json')))).toMatchObject({ success: true });
  out = '';
  expect(await plan('--markdown')).toMatch(/^# Training recommendation\n/);
});

test('--out writes both documents, and makes the folder', async () => {
  const at = join(folder, 'new', 'plan');
  expect(await plan('--out', at)).toContain('* hybrid');
  expect((await readdir(at)).sort()).toEqual(['ML_TRAINING_RECOMMENDATION.md', 'ml_training_analysis_report.json']);
  expect(await readFile(join(at, 'ML_TRAINING_RECOMMENDATION.md'), 'utf8')).toContain('## Reference card');
  expect((JSON.parse(await readFile(join(at, 'ml_training_analysis_report.json'), 'utf8')) as Plan).strategy).toBe('hybrid');
});

test('--out where nothing can be written is refused', async () => {
  await writeFile(join(folder, 'file'), '');
  await plan('--out', join(folder, 'file'));
  expect([process.exitCode, out]).toEqual([2, '']);
  expect(err).toMatch(/^hone: HONE_INVALID_INPUT: out: ".*file" cannot be written \(EEXIST/);
});

test('--certification tells whether what is held back can prove the rate', async () => {
  expect(await plan('--certification', '30000,2000')).toContain('The 30,000 benign prompts held back pass with at most 256 false positives at 99.5 % confidence');
});
