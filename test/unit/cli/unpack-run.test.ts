import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readSettings } from '../../../adapters/settings.ts';
import { unpackRun } from '../../../cli/unpack-run.ts';
import { MemoryStore } from '../../fakes/memory-store.ts';

let home: string;
let store: MemoryStore;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'hone-home-'));
  store = new MemoryStore();
});
afterEach(() => rm(home, { recursive: true, force: true }));

const put = async (name: string): Promise<object> => {
  await store.write(`artifacts/${name}`, Buffer.from(`bytes of ${name}`));
  return { uri: `store:artifacts/${name}`, sha256: name, bytes: 1 };
};

async function unpacked(parts: Readonly<Record<string, object>>): Promise<string> {
  await store.write('runs/run-1/report.md', Buffer.from('# report'));
  await store.write('runs/run-1/report.json', Buffer.from(JSON.stringify({ parts })));
  return unpackRun({ ...readSettings({}), home }, store, 'run-1');
}

test('report, plan and package become plain files', async () => {
  const folder = await unpacked({ recommendation: await put('rec'), plan: await put('plan'), model: await put('onnx'), tokenizer: await put('tok'), honeJson: await put('hone'), modelCard: await put('card'), evidence: await put('evi'), latency: await put('lat'), keptPlot: await put('kept'), fooledPlot: await put('fooled') });
  expect(folder).toBe(join(home, 'runs', 'run-1'));
  expect((await readdir(folder)).sort()).toEqual(['ML_TRAINING_RECOMMENDATION.md', 'augmentation-fooled.svg', 'augmentation-kept.svg', 'ml_training_analysis_report.json', 'package', 'report.json', 'report.md']);
  expect((await readdir(join(folder, 'package'))).sort()).toEqual(['MODEL_CARD.md', 'evidence.json', 'hone.json', 'model.onnx', 'tokenizer.json']);
  expect(await readFile(join(folder, 'package', 'hone.json'), 'utf8')).toBe('bytes of hone');
  expect(await readFile(join(folder, 'ml_training_analysis_report.json'), 'utf8')).toBe('bytes of plan');
  expect(await readFile(join(folder, 'augmentation-kept.svg'), 'utf8')).toBe('bytes of kept');
  expect(await readFile(join(folder, 'report.md'), 'utf8')).toBe('# report');
});

test('a run that ended early has no package; unpacking again replaces', async () => {
  await unpacked({});
  const folder = await unpacked({ model: await put('onnx') });
  await unpacked({ model: await put('onnx') });
  expect(await readdir(join(folder, 'package'))).toEqual(['model.onnx']);
});
