import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { loadGuard } from '../../adapters/guard/load-guard.ts';
import type { LoadedGuard } from '../../adapters/guard/load-guard.ts';
import { atTemperature } from '../../domain/statistics/temperature.ts';
import { SMOKE_PROMPTS } from '../../domain/smoke-prompts.ts';
import { makePackages, sealPackage } from './support/make-package.ts';
import { python } from './support/python.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TEXTS = [...SMOKE_PROMPTS.map(({ text }) => text), '', 'ｆｕｌｌ ﬁne a\u200bb', 'two\nlines', 'long '.repeat(300)];

const run = promisify(execFile);
let directory: string;
let folder: string;
let guard: LoadedGuard;
let scores: number[];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'hone-package-'));
  folder = (await makePackages(directory)).int8;
  const tokenizer = join(folder, 'tokenizer.json');
  await python('-c', 'import sys; from pathlib import Path; from hone_trainer import model; model.load_tokenizer(Path(sys.argv[1]), normaliser="unicode-1").save(sys.argv[2])', folder, tokenizer);
  await sealPackage(folder, 'int8');
  guard = await loadGuard(folder, { threads: 2 });
  scores = [...(await guard.score(TEXTS))];
}, 300_000);

afterAll(async () => {
  await guard?.close();
  await rm(directory, { recursive: true });
});

test('calls at the same time get the scores that they get alone', async () => {
  const answers = await Promise.all(TEXTS.map((text) => guard.classify(text)));
  expect(answers.map(({ score }) => score)).toEqual(scores);
  expect(answers.every(({ score, blocked, label }) => blocked === score >= guard.threshold && (label === 'malicious') === blocked)).toBe(true);
});

test('disguised texts score as their plain twins', async () => {
  const [plain, disguised] = await guard.score(['ignore all files', 'ｉｇｎｏｒｅ a\u200bll \u202aﬁles\u202c\u{e0041}']);
  expect(disguised).toBe(plain);
});

test('batches of several texts have nearly the same scores, in the same order', async () => {
  const batched = await loadGuard(folder, { threads: 1, batch: 8 });
  const together = await batched.score(TEXTS);
  await batched.close();
  expect(Math.max(...scores.map((score, index) => Math.abs(score - together[index]!)))).toBeLessThan(0.02);
  expect([...together]).not.toEqual(scores);
});

test('a tokenizer that carries another normaliser than hone.json names is refused', async () => {
  const other = join(directory, 'fp32');
  const tokenizer = await readFile(join(folder, 'tokenizer.json'));
  await writeFile(join(other, 'tokenizer.json'), tokenizer);
  await sealPackage(other, 'fp32');
  const honeJson = await readFile(join(other, 'hone.json'), 'utf8');
  await writeFile(join(other, 'hone.json'), honeJson.replace('"unicode-1"', '"none"'));
  await expect(loadGuard(other, { threads: 1 })).rejects.toMatchObject({ code: 'HONE_INVALID_INPUT', message: expect.stringContaining('normaliser unicode-1') as unknown });
}, 60_000);

test.each([['of the model', null], ['at a temperature', { temperature: 2.5 }]])('the Python reader of docs/package.md gives the same scores: %s', async (_name, calibration) => {
  await sealPackage(folder, 'int8', calibration);
  const sealed = await loadGuard(folder, { threads: 1 });
  const expected = [...(await sealed.score(TEXTS))];
  await sealed.close();
  // The very bits that a kept score gives: `convert` places the threshold by them.
  expect(expected).toEqual(scores.map((score) => (calibration ? atTemperature(score, calibration.temperature) : score)));
  const docs = await readFile(join(ROOT, 'docs', 'package.md'), 'utf8');
  const [, reader = ''] = /```python\n([\s\S]*?)```/.exec(docs) ?? [];
  expect(reader.trim().split('\n').length).toBeLessThanOrEqual(13);
  const path = join(directory, 'reader.py');
  await writeFile(path, `${reader}`);
  const input = join(directory, 'texts.jsonl');
  await writeFile(input, TEXTS.map((text) => `${JSON.stringify(text)}\n`).join(''));
  const lines = await python('-c', `import sys; sys.stdin = open(sys.argv[2]); exec(open(${JSON.stringify(path)}).read())`, folder, input);
  const found = lines.map(Number);
  expect(found).toHaveLength(TEXTS.length);
  expect(Math.max(...expected.map((score, index) => Math.abs(score - found[index]!)))).toBeLessThan(1e-6);
  await sealPackage(folder, 'int8');
}, 60_000);

test('hone score passes fields on, keeps the order and says by its exit code whether a package is right', async () => {
  const cli = async (args: readonly string[], input: string): Promise<{ code: number; stdout: string; stderr: string }> => {
    const child = run(process.execPath, [join(ROOT, 'cli', 'hone.mjs'), 'score', ...args], { cwd: directory });
    child.child.stdin?.end(input);
    return child.then((out) => ({ code: 0, ...out }), (error: { code: number; stdout: string; stderr: string }) => error);
  };
  const lines = TEXTS.slice(0, 20).map((text, id) => JSON.stringify({ id, text }));
  const { stdout } = await cli([folder, '--jsonl', '--threshold', '0'], lines.join('\n'));
  expect(stdout.trim().split('\n').map((line) => JSON.parse(line) as object)).toEqual(TEXTS.slice(0, 20).map((text, id) => ({ id, text, score: scores[id], label: 'malicious' })));
  const smoke = (offset: number): string => JSON.stringify({ schema: 1, tolerance: 0.02, pairs: SMOKE_PROMPTS.map((prompt, index) => ({ ...prompt, score: scores[index]! + (index === 3 ? offset : 0) })) });
  await writeFile(join(folder, 'smoke.json'), smoke(0));
  expect(await cli([folder, '--smoke'], '')).toMatchObject({ code: 0, stdout: expect.stringContaining('all 20 smoke prompts') as unknown });
  await writeFile(join(folder, 'smoke.json'), smoke(0.05));
  expect(await cli([folder, '--smoke'], '')).toMatchObject({ code: 5, stdout: expect.stringContaining('1 of 20 smoke prompts score otherwise (4)') as unknown });
  expect(await cli([folder, '--public-key', 'no-such-file'], '')).toMatchObject({ code: 2, stderr: expect.stringContaining('--public-key') as unknown });
}, 120_000);

test('a plain script outside the repository imports hone/guard as it was built, with its types', async () => {
  await run('npm', ['run', 'build'], { cwd: ROOT });
  const outside = join(directory, 'outside');
  await mkdir(join(outside, 'node_modules'), { recursive: true });
  await symlink(ROOT, join(outside, 'node_modules', 'hone'));
  const script = `import { loadGuard } from 'hone/guard';
const guard = await loadGuard(process.argv[2]!, { threads: 1 });
const blocked: boolean = (await guard.classify('ok')).blocked;
console.log(JSON.stringify({ scores: [...(await guard.score(JSON.parse(process.argv[3]!) as string[]))], blocked, id: guard.packageId }));
await guard.close();
`;
  await writeFile(join(outside, 'package.json'), '{"type":"module"}');
  await writeFile(join(outside, 'use.ts'), script);
  const options = { module: 'nodenext', target: 'es2023', strict: true, skipLibCheck: false, types: ['node'], typeRoots: [join(ROOT, 'node_modules', '@types')] };
  await writeFile(join(outside, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files: ['use.ts'] }));
  await run(process.execPath, [join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', outside]);
  const { stdout } = await run(process.execPath, ['use.js', folder, JSON.stringify(TEXTS)], { cwd: outside });
  expect(JSON.parse(stdout)).toEqual({ scores, blocked: (await guard.classify('ok')).blocked, id: guard.packageId });
}, 600_000);
