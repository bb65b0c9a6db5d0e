import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { localPath } from '../../../activities/engine/artifacts.ts';
import { exportEncoder } from '../../../activities/export-encoder.ts';
import { bench, inActivity } from '../../support/stage-bench.ts';
import type { Bench } from '../../support/stage-bench.ts';

const lease = { key: 'stage-key', owner: 'run-1', token: 1, refresh: false };

let at: Bench;
beforeEach(async () => void (at = await bench({ threads: 2 })));
afterEach(() => at.close());

test('has the trainer export the base model in fp32, once for each base, length and trainer', async () => {
  const exported = (base: string, maxTokens = 64) => inActivity(() => exportEncoder(at.ports)({ lease, model: { base, maxTokens } }));
  const plays = (): void =>
    at.trainer.plays(async (run) => {
      await run.write({ 'plain/model.onnx': 'p', 'fused/model.onnx': 'f'.repeat(1_500_000), 'tokenizer.json': '{}' });
      return {};
    });
  plays();
  const { outputs, headline } = await exported('a/base');
  expect(at.trainer.runs).toMatchObject([{ command: 'export', request: { model: { base: 'a/base', max_tokens: 64 }, export: { output: 'encoder', quantize: false }, hints: { threads: 2 } } }]);
  expect(await readFile(await localPath(at.ports, outputs.model), 'utf8')).toMatch(/^f+$/);
  expect(headline).toBe('1.5 MB encoder of a/base');
  expect((await exported('a/base')).outputs).toEqual(outputs);
  expect(at.trainer.runs).toHaveLength(1);
  plays();
  await exported('a/base', 128);
  at.trainer.hash = 'trainer-2';
  plays();
  await exported('a/base');
  expect(at.trainer.runs).toHaveLength(3);
});
