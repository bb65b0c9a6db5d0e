import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { readSettings } from '../adapters/settings.ts';
import { trainerProcess } from '../adapters/trainer-process.ts';
import { sealPackage } from '../test/integration/support/make-package.ts';
import { trainingTables } from './training-tables.ts';

/** One classifier three times: `weights` as transformers reads them, and the packages `fp32` and `int8` of the same weights. */
export interface TrainedPackages {
  readonly weights: string;
  readonly fp32: string;
  readonly int8: string;
}

const SEED = 7;
const ROWS = 600;
const VALIDATION_ROWS = 100;
export const MAX_TOKENS = 128;

/** Trains a guard on a few rows of the sample set, for its speed is that of any other. Kept in `.hone/bench`, by the trainer and its data. */
export async function trainedPackages(): Promise<TrainedPackages> {
  const settings = readSettings();
  const trainer = trainerProcess({ python: settings.python, trainerDirectory: join(settings.projectDirectory, 'trainer'), graceMs: settings.trainerGraceMs, threads: settings.threads });
  const data = readFileSync(join(settings.projectDirectory, 'data/sample/manifest.json'), 'utf8');
  const name = createHash('sha256').update(JSON.stringify([await trainer.sourcesHash(), data, SEED, ROWS, MAX_TOKENS])).digest('hex').slice(0, 16);
  const parent = join(settings.home, 'bench');
  const kept = join(parent, `guard-${name}`);
  if (!existsSync(kept)) await rename(await make(), kept);
  return { weights: join(kept, 'train', 'model'), fp32: join(kept, 'fp32'), int8: join(kept, 'int8') };

  async function make(): Promise<string> {
    await mkdir(parent, { recursive: true });
    const directory = await mkdtemp(join(parent, 'making-'));
    const options = { signal: new AbortController().signal, onEvent: () => undefined };
    const hints = { threads: settings.threads };
    const model = { base: 'packaged:all-MiniLM-L6-v2', max_tokens: MAX_TOKENS, normaliser: 'unicode-1' };
    await trainer.run('train', { seed: SEED, model, data: await trainingTables(directory, { train: ROWS, validation: VALIDATION_ROWS }, SEED), train: { epochs: 1 }, hints }, join(directory, 'train'), options);
    const exported = join(directory, 'export');
    await trainer.run('export', { model: { weights: join(directory, 'train', 'model'), max_tokens: MAX_TOKENS }, hints }, exported, options);
    for (const [precision, graph] of [['fp32', 'fused'], ['int8', 'int8']] as const) {
      await mkdir(join(directory, precision));
      await copyFile(join(exported, graph, 'model.onnx'), join(directory, precision, 'model.onnx'));
      await copyFile(join(exported, 'tokenizer.json'), join(directory, precision, 'tokenizer.json'));
      await sealPackage(join(directory, precision), precision);
    }
    return directory;
  }
}
