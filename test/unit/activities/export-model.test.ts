import { readdir, readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { localPath, putText } from '../../../activities/engine/artifacts.ts';
import { exportModel } from '../../../activities/export-model.ts';
import type { Exported, ExportOutputs } from '../../../activities/export-model.ts';
import type { WeightFiles } from '../../../domain/package-files.ts';
import type { StageOutcome } from '../../../domain/stages.ts';
import { bench, inActivity, row } from '../../support/stage-bench.ts';
import type { Bench } from '../../support/stage-bench.ts';

const lease = { key: 'stage-key', owner: 'run-1', token: 1, refresh: false };

let at: Bench;
let weights: WeightFiles;
beforeEach(async () => {
  at = await bench({ threads: 2 });
  weights = { weights: await putText(at.ports, 'weights'), config: await putText(at.ports, '{}'), tokenizer: await putText(at.ports, '{"t":1}') };
});
afterEach(() => at.close());

/** Where the trainer finds the model. */
const folderOf = (request: Readonly<Record<string, unknown>>): string => (request.model as { weights: string }).weights;

describe('exportModel', () => {
  const exported = (maxTokens = 64): Promise<StageOutcome<ExportOutputs>> => inActivity(() => exportModel(at.ports)({ lease, weights, maxTokens }));

  test('has the trainer export the model folder and keeps all five files', async () => {
    at.trainer.plays(async (run) => {
      expect((await readdir(folderOf(run.request))).sort()).toEqual(['config.json', 'model.safetensors', 'tokenizer.json']);
      await run.write({ 'plain/model.onnx': 'p'.repeat(2_000_000), 'fused/model.onnx': 'f', 'int8/model.onnx': 'i'.repeat(500_000), 'tokenizer.json': '{"t":2}', 'export.json': '{"nodes":57}' });
      return {};
    });
    const { outputs, headline } = await exported();
    expect(at.trainer.runs).toMatchObject([{ command: 'export', request: { model: { max_tokens: 64 }, export: { opset: 17, quantize: true }, hints: { threads: 2 } } }]);
    expect(await readFile(await localPath(at.ports, outputs.fused), 'utf8')).toBe('f');
    expect(await readFile(await localPath(at.ports, outputs.tokenizer), 'utf8')).toBe('{"t":2}');
    expect(headline).toBe('2.0 MB fp32, 0.5 MB int8');
    expect(await exported()).toMatchObject({ outputs });
    expect(at.trainer.runs).toHaveLength(1);
  });

  test('given rows to rank layers on keeps the further int8 files too, as many as there are', async () => {
    const probes = await at.rows([row({ id: 'a' })]);
    at.trainer.plays(async (run) => {
      const without = Object.fromEntries([1, 2, 4].map((count) => [`int8-without-${count}/model.onnx`, `w${count}`]));
      await run.write({ 'plain/model.onnx': 'p', 'fused/model.onnx': 'f', 'int8/model.onnx': 'i', ...without, 'tokenizer.json': '{}', 'export.json': '{}' });
      return { layers: Array.from({ length: 8 }, (_, index) => ({ layer: `l${index}`, cost: 1 })) };
    });
    const plainly = await inActivity(() => exportModel(at.ports)({ lease, weights, maxTokens: 64, probes }));
    const outputs: Exported = plainly.outputs;
    expect(at.trainer.runs).toMatchObject([{ request: { data: { probes: await localPath(at.ports, probes) } } }]);
    expect(Object.keys(outputs).filter((name) => name.startsWith('int8-')).sort()).toEqual(['int8-without-1', 'int8-without-2', 'int8-without-4']);
    expect(await readFile(await localPath(at.ports, outputs['int8-without-4']!), 'utf8')).toBe('w4');
  });

  test('fails when the trainer left a file out', async () => {
    at.trainer.plays(async (run) => {
      await run.write({ 'plain/model.onnx': 'p' });
      return {};
    });
    await expect(exported()).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await at.store.list('manifests/')).toEqual([]);
  });
});
