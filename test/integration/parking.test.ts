import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { python } from './support/python.ts';
import { hone } from './support/hone.ts';
import { refuseWrites } from './support/refuse-writes.ts';
import { ended, parkedAt, stageOf, tinyStack } from './support/tiny-stack.ts';
import type { TinyStack } from './support/tiny-stack.ts';

// One run that goes wrong twice, and is mended by its operator from the command line each time.

jest.setTimeout(600_000);

let tiny: TinyStack;
let cli: NodeJS.ProcessEnv;
let run: string;

beforeAll(async () => {
  tiny = await tinyStack();
  cli = { ...tiny.environment, HONE_TEMPORAL_ADDRESS: tiny.stack.settings.temporalAddress };
  const broken = join(tiny.folder, 'broken');
  await python('-c', BREAK, join(tiny.folder, 'base'), broken);
  run = await tiny.all.start(tiny.request({ model: { base: broken } }));
});

afterAll(() => tiny.stop());

/** Copies a model with one weight that is not a number, from which every loss is not a number either. */
const BREAK = `
import shutil, sys
from safetensors.torch import load_file, save_file
base, broken = sys.argv[1:]
shutil.copytree(base, broken)
weights = load_file(f"{base}/model.safetensors")
weights["bert.embeddings.LayerNorm.weight"][0] = float("nan")
save_file(weights, f"{broken}/model.safetensors", metadata={"format": "pt"})
`;

test('a training that diverges parks the run, which says why, with what parameters, and what to do', async () => {
  const parked = await parkedAt(tiny.all, run, 'bootstrap-train-1');
  expect(parked).toMatchObject({ stage: 'bootstrap-train', code: 'HONE_TRAINER_DIVERGED', skippable: false, parameters: { train: { epochs: 2 } } });
  const { stdout } = await hone(cli, 'status', run);
  expect(stdout).toContain('AwaitingOperator');
  expect(stdout).toContain('bootstrap-train is parked: HONE_TRAINER_DIVERGED');
  expect(stdout).toContain(`hone retry ${run} bootstrap-train-1`);
});

test('the command line refuses what would not mend it', async () => {
  const typo = await hone(cli, 'retry', run, '--set', 'trian.learningRate=1e-3');
  expect(typo).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('overrides.trian: there is no such parameter; did you mean train?') });
  const stale = await hone(cli, 'retry', run, 'bootstrap-train-7');
  expect(stale).toMatchObject({ exitCode: 4, stderr: expect.stringContaining('"bootstrap-train-7" is not parked') });
  const skipped = await hone(cli, 'skip', run);
  expect(skipped).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('bootstrap-train cannot be skipped') });
});

test('a store that refuses writes parks the retry; mended, the run goes on with the changed parameters to its end', async () => {
  const mend = await refuseWrites(tiny.stack.settings.home);
  const changes = ['--set', `model.base=${join(tiny.folder, 'base')}`, '--set', 'train.learningRate=2e-3'];
  expect(await hone(cli, 'retry', run, ...changes)).toMatchObject({ exitCode: 0, stderr: '' });
  const parked = await parkedAt(tiny.all, run, 'bootstrap-train-2');
  expect(parked).toMatchObject({ code: 'HONE_STORE_UNAVAILABLE', parameters: { train: { learningRate: 2e-3, epochs: 2 } } });

  await mend();
  expect(await hone(cli, 'retry', run)).toMatchObject({ exitCode: 0, stderr: '' });
  // What is changed is changed for the stage that was parked: the next one that needs the base model says so, too.
  const again = await parkedAt(tiny.all, run, 'generate-3');
  expect(again).toMatchObject({ stage: 'generate', code: 'HONE_INVALID_INPUT', message: expect.stringContaining('Some of its weights are not numbers') });
  expect(await hone(cli, 'retry', run, '--set', `model.base=${join(tiny.folder, 'base')}`)).toMatchObject({ exitCode: 0, stderr: '' });
  const { outcome, view } = await ended(tiny.all, run);
  expect(outcome.verdict).toBe('promoted');
  expect(view.parked).toEqual([]);
  expect(stageOf(view, 'bootstrap-train')).toMatchObject({ state: 'made', reason: 'parameter model changed; parameter train changed' });
});
