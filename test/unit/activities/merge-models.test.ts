import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { localPath, putText } from '../../../activities/engine/artifacts.ts';
import { openStage } from '../../../activities/engine/open-stage.ts';
import { mergeModels } from '../../../activities/merge-models.ts';
import { mergeInputs } from '../../../domain/merge-inputs.ts';
import type { WeightFiles } from '../../../domain/package-files.ts';
import { HoneError } from '../../../domain/errors.ts';
import type { TrainerScript } from '../../fakes/fake-trainer.ts';
import { bench, inActivity, jobFor } from '../../support/stage-bench.ts';
import type { Bench } from '../../support/stage-bench.ts';

const lease = { key: 'stage-key', owner: 'run-1', token: 1, refresh: false };

let at: Bench;
beforeEach(async () => void (at = await bench({ threads: 2 })));
afterEach(() => at.close());

const model = async (name: string): Promise<WeightFiles> => ({
  weights: await putText(at.ports, `weights of ${name}`), config: await putText(at.ports, `{"of":"${name}"}`), tokenizer: await putText(at.ports, '{}'),
});
const merged = async (first: string, second: string, share: number) => inActivity(async () => mergeModels(at.ports)({ lease, first: await model(first), second: await model(second), share }));

/** Joins the weights of the two folders it was given. */
const joins: TrainerScript = async (run) => {
  const { first, second } = run.request as { first: string; second: string };
  const [one, other] = await Promise.all([first, second].map((folder) => readFile(join(folder, 'model.safetensors'), 'utf8')));
  await run.write({ 'model/model.safetensors': `${one} and ${other}`, 'model/config.json': await readFile(join(first, 'config.json'), 'utf8'), 'model/tokenizer.json': '{}' });
  return { tensors: 1 };
};

test('has the trainer merge two folders and keeps a model folder', async () => {
  at.trainer.plays(joins);
  const { outputs, headline } = await merged('champion', 'challenger', 0.25);
  expect(at.trainer.runs).toMatchObject([{ command: 'merge', request: { share: 0.25 } }]);
  expect(await readFile(await localPath(at.ports, outputs.weights), 'utf8')).toBe('weights of champion and weights of challenger');
  expect(await readFile(await localPath(at.ports, outputs.config), 'utf8')).toBe('{"of":"champion"}');
  expect(headline).toBe('merged with a share of 0.25');
});

test('the same two at the same share are merged once; another order or share is another model', async () => {
  at.trainer.plays(joins, joins, joins);
  const { outputs } = await merged('a', 'b', 0.5);
  expect((await merged('a', 'b', 0.5)).outputs).toEqual(outputs);
  expect(at.trainer.runs).toHaveLength(1);
  await merged('b', 'a', 0.5);
  await merged('a', 'b', 0.4);
  expect(at.trainer.runs).toHaveLength(3);
});

test('made for the stage `merge`, it is what that stage looks for', async () => {
  at.trainer.plays(joins);
  const [first, second] = [await model('champion'), await model('round')];
  const request = { stage: 'merge', parameters: { share: 0.7 }, inputs: mergeInputs(first, second) } as const;
  const job = await jobFor(at, request);
  const made = await inActivity(() => mergeModels(at.ports)({ lease: job.lease, first, second, share: 0.7 }));
  expect(made.key).toBe(job.lease.key);
  expect(await openStage(at.ports)({ request, owner: 'run-2', profile: 'sample', refresh: false })).toMatchObject({ state: 'hit', outcome: { outputs: made.outputs } });
});

test('says why two models cannot be merged', async () => {
  at.trainer.plays(() => Promise.reject(new HoneError('HONE_INVALID_INPUT', 'second: tensor z is missing')));
  await expect(merged('a', 'z', 0.5)).rejects.toMatchObject({ code: 'HONE_INVALID_INPUT' });
});
