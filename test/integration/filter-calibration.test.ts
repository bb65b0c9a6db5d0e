import { expect, test } from '@jest/globals';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { guardRuntime } from '../../adapters/guard/guard-runtime.ts';
import { judgedPairs, pairSimilarities, storedSimilarities } from '../../scripts/filter-calibration.ts';
import { python } from './support/python.ts';

test('the stored similarities of the judged pairs are those of the encoder that a run exports', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'hone-calibration-'));
  try {
    const [out, request, folder] = [join(directory, 'export'), join(directory, 'request.json'), join(directory, 'encoder')];
    await writeFile(request, JSON.stringify({ model: { base: 'packaged:all-MiniLM-L6-v2', max_tokens: 128 }, export: { output: 'encoder', quantize: false }, hints: { threads: 1 } }));
    await python('-m', 'hone_trainer', 'export', '--request', request, '--out', out);
    await mkdir(folder);
    await copyFile(join(out, 'fused/model.onnx'), join(folder, 'model.onnx'));
    await copyFile(join(out, 'tokenizer.json'), join(folder, 'tokenizer.json'));
    const encoder = await guardRuntime({ threads: 1 }).loadEncoder(folder, { maxTokens: 128 });
    const few = judgedPairs().filter((_, index) => index % 30 === 0);
    const similarities = await pairSimilarities(few, encoder);
    await encoder.close();
    expect(few).toHaveLength(10);
    const stored = storedSimilarities();
    for (const { id } of few) expect(similarities[id]).toBeCloseTo(stored[id]!, 3);
  } finally {
    await rm(directory, { recursive: true });
  }
}, 300_000);
