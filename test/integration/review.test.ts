import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { duckdbTables } from '../../adapters/duckdb-tables.ts';
import { stageOutputs } from '../../api/stage-outputs.ts';
import type { RetrainRequest } from '../../domain/request.ts';
import type { RunView } from '../../domain/run-view.ts';
import type { Label } from '../../domain/row.ts';
import type { StageName } from '../../domain/stages.ts';
import { hone } from './support/hone.ts';
import { stageOf, stagesIn, tinyStack } from './support/tiny-stack.ts';
import type { TinyStack } from './support/tiny-stack.ts';

// Labels that were turned round on purpose: the audit doubts them, nothing is learned from them, a person decides on the command
// line, and the next run doubts them no more. The runs are ended once the splits are there: what comes after is told elsewhere.

jest.setTimeout(600_000);

let tiny: TinyStack;
let cli: NodeJS.ProcessEnv;
let turned: Map<string, Label>;
let first: RunView;

/** A tiny model must take many steps to be sure of anything in one pass. */
const audited = (): RetrainRequest => tiny.request({ review: { folds: 2, doubtBelow: 0.2, rowsPerFold: 600 }, bootstrap: { batchSize: 2 } });

beforeAll(async () => {
  tiny = await tinyStack();
  cli = { ...tiny.environment, HONE_TEMPORAL_ADDRESS: tiny.stack.settings.temporalAddress };
  turned = await turnLabels(join(tiny.folder, 'training.jsonl.gz'));
  first = await runToTheSplits(audited());
});

afterAll(() => tiny.stop());

test('labels that were turned round are doubted, and nothing is learned from what is doubted', async () => {
  const doubts = await idsOf(first, 'audit', 'doubts');
  expect(doubts).toEqual(expect.arrayContaining([...turned.keys()]));
  const learned = [...(await idsOf(first, 'bootstrap-assemble', 'train')), ...(await idsOf(first, 'bootstrap-assemble', 'validation'))];
  expect(learned.length).toBeGreaterThan(300);
  expect(learned.filter((id) => doubts.includes(id))).toEqual([]);
});

test('a person decides on the command line, in a file', async () => {
  const file = join(tiny.folder, 'review.jsonl');
  const listed = await hone(cli, '--json', 'review', '--list');
  expect(JSON.parse(listed.stdout)).toMatchObject({ run: first.run, total: (await idsOf(first, 'audit', 'doubts')).length, byStage: { audit: expect.any(Number) } });
  expect(await hone(cli, 'review', first.run, '--export', file)).toMatchObject({ exitCode: 0, stderr: '' });
  const again = await hone(cli, 'review', first.run, '--export', file);
  expect(again).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringContaining('Name a new file') });

  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n').map((line) => JSON.parse(line) as { text: string; decision: string });
  const idOf = new Map((await rowsOf(first, 'audit', 'doubts')).map(({ id, text }) => [text, id]));
  const decided = lines.map((line) => ({ ...line, decision: turned.get(idOf.get(line.text)!) ?? '' }));
  await writeFile(file, decided.map((line) => `${JSON.stringify(line)}\n`).join(''));
  expect(await hone(cli, '--json', 'review', '--import', file, '--by', 'ada')).toEqual({ exitCode: 0, stderr: '', stdout: JSON.stringify({ decided: turned.size, unchanged: 0 }) });
  expect((await hone(cli, '--json', 'review', '--import', file)).stdout).toBe(JSON.stringify({ decided: 0, unchanged: turned.size }));
  expect(await hone(cli, 'review', first.run)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('use --list, --export FILE and --import FILE') });
});

test('the next run doubts them no more', async () => {
  const next = await runToTheSplits(audited());
  const doubts = await idsOf(next, 'audit', 'doubts');
  expect(doubts.filter((id) => turned.has(id))).toEqual([]);
  const left = JSON.parse((await hone(cli, '--json', 'review', next.run, '--list')).stdout) as { total: number };
  expect(left.total).toBe(doubts.length);
  expect((await idsOf(next, 'bootstrap-assemble', 'train')).filter((id) => doubts.includes(id))).toEqual([]);
});

/** Starts a run, and ends it once its training rows are put together. */
async function runToTheSplits(request: RetrainRequest): Promise<RunView> {
  const run = await tiny.all.start(request);
  for (;;) {
    const view = await tiny.all.view(run).catch(() => undefined);
    if (view?.parked[0]) throw new Error(`${view.parked[0].stage}: ${view.parked[0].message}`);
    if (view && stagesIn(view, 'made').includes('bootstrap-assemble')) break;
    await new Promise((wake) => setTimeout(wake, 300));
  }
  await tiny.all.cancel(run);
  await tiny.all.result(run).catch(() => undefined);
  return tiny.all.view(run);
}

interface LabelledText {
  readonly id: string;
  readonly text: string;
}

async function rowsOf(view: RunView, stage: StageName, output: string): Promise<LabelledText[]> {
  const ref = (await stageOutputs(tiny.store, stageOf(view, stage)))[output]!;
  const path = join(tiny.folder, `${ref.sha256}.parquet`);
  await tiny.store.download(ref.uri.slice('store:'.length), path);
  return duckdbTables().read<LabelledText>(path);
}

const idsOf = async (view: RunView, stage: StageName, output: string): Promise<string[]> => (await rowsOf(view, stage, output)).map(({ id }) => id);

/** Turns the labels of a few rows round whose kind the set has many of, and returns what they truly are, by id. */
async function turnLabels(path: string): Promise<Map<string, Label>> {
  const rows = gunzipSync(await readFile(path)).toString().trimEnd().split('\n').map((line) => JSON.parse(line) as { id: string; source: string; label: Label });
  const some = ['clinc-oos', 'spikee-assembled'].flatMap((source) => rows.filter((row) => row.source === source).slice(0, 4));
  const labels = new Map(some.map(({ id, label }) => [id, label]));
  const after = rows.map((row) => (labels.has(row.id) ? { ...row, label: row.label === 'benign' ? 'malicious' : 'benign' } : row));
  await writeFile(path, gzipSync(after.map((row) => `${JSON.stringify(row)}\n`).join('')));
  return labels;
}
