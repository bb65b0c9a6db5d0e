import { copyFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { localPath } from '../../../activities/engine/artifacts.ts';
import { shortTraining } from '../../../activities/short-training.ts';
import type { ShortTrainingInput } from '../../../activities/short-training.ts';
import { HoneError } from '../../../domain/errors.ts';
import type { Score } from '../../../domain/row.ts';
import type { StageOutcome } from '../../../domain/stages.ts';
import sample from '../../../profiles/sample.json' with { type: 'json' };
import { parseProfile } from '../../../schemas/profile.ts';
import type { TrainerScript } from '../../fakes/fake-trainer.ts';
import { activityEnvironment, bench, inActivity, row } from '../../support/stage-bench.ts';
import type { Bench } from '../../support/stage-bench.ts';

const { bootstrap: train } = parseProfile(sample);
const PARAMETERS = { model: { base: 'packaged:tiny', maxTokens: 64 }, train: { ...train, precision: 'fp32' as const }, seed: 7 };

let at: Bench;
beforeEach(async () => void (at = await bench({ threads: 2 })));
afterEach(() => at.close());

async function input(changes: Partial<ShortTrainingInput> = {}, score = ['first', 'second']): Promise<ShortTrainingInput> {
  const rows = (id: string) => at.rows([row({ id })]);
  const tables = await Promise.all(score.map(async (name) => [name, await rows(name)]));
  return { lease: { key: 'stage-key', owner: 'run-1', token: 1, refresh: false }, parameters: PARAMETERS, inputs: { train: await rows('t'), validation: await rows('v') }, score: Object.fromEntries(tables) as ShortTrainingInput['score'], ...changes };
}
const trained = (asked: ShortTrainingInput): Promise<StageOutcome> => inActivity(() => shortTraining(at.ports)(asked));

const trains: TrainerScript = async (run) => {
  await run.write({ 'model/model.safetensors': 'weights' });
  return { rows_per_second: 31.25 };
};

/** Scores its one row. */
const scores = (id: string, score: number): TrainerScript => async (run) => {
  await mkdir(run.directory, { recursive: true });
  await copyFile(await localPath(at.ports, await at.scores({ [id]: score })), join(run.directory, 'scores.parquet'));
  return {};
};

describe('shortTraining', () => {
  test('trains, and scores each table with what it trained', async () => {
    at.trainer.plays(trains, scores('first', 0.25), scores('second', 0.75));
    const asked = await input();
    const { outputs, summary, headline } = await trained(asked);
    expect(await at.read<Score>(outputs.first!)).toEqual([{ id: 'first', score: 0.25 }]);
    expect(await at.read<Score>(outputs.second!)).toEqual([{ id: 'second', score: 0.75 }]);
    expect([Object.keys(outputs).sort(), outputs.first!.rows, summary, headline]).toEqual([['first', 'second'], 1, { rowsPerSecond: 31.25 }, 'trained at 31.3 rows/s']);

    const [training, ...scorings] = at.trainer.runs;
    expect(training).toMatchObject({ command: 'train', request: { seed: 7, data: { train: await localPath(at.ports, asked.inputs.train), tuning: null }, train: { epochs: train.epochs } } });
    expect(scorings.map(({ command, request }) => [command, request])).toEqual(
      await Promise.all(Object.values(asked.score).map(async (ref) => ['score', { model: { weights: join(training!.directory, 'model'), max_tokens: 64 }, data: { rows: await localPath(at.ports, ref) }, precision: 'fp32', hints: { threads: 2 } }])),
    );
    expect(scorings.map(({ directory }) => dirname(directory))).toEqual([join(training!.directory, 'scores'), join(training!.directory, 'scores')]);
  });

  test('halves the micro-batch when memory runs out, and starts anew', async () => {
    const { batchSize } = PARAMETERS.train;
    at.trainer.plays(() => Promise.reject(new HoneError('HONE_TRAINER_OUT_OF_MEMORY', 'too much')), trains, scores('first', 0.25));
    await trained(await input({}, ['first']));
    expect(at.trainer.runs.slice(0, 2).map(({ command, request }) => [command, request.hints])).toMatchObject([['train', { micro_batch: batchSize }], ['train', { micro_batch: batchSize / 2 }]]);
  });

  test('is made once, and again for another table to score, other settings or another trainer', async () => {
    at.trainer.plays(trains, scores('first', 0.25));
    const asked = await input({}, ['first']);
    const first = await trained(asked);
    expect(await trained({ ...asked, lease: { ...asked.lease, owner: 'run-2' } })).toEqual(first);
    expect(at.trainer.runs).toHaveLength(2);

    at.trainer.plays(trains, scores('other', 0.5));
    const other = await trained({ ...asked, score: { first: await at.rows([row({ id: 'other' })]) } });
    at.trainer.plays(trains, scores('first', 0.5));
    const longer = await trained({ ...asked, parameters: { ...PARAMETERS, seed: 8 } });
    at.trainer.hash = 'trainer-2';
    at.trainer.plays(trains, scores('first', 0.5));
    const newer = await trained(asked);
    expect(new Set([first.key, other.key, longer.key, newer.key]).size).toBe(4);
  });

  test('a failed scoring leaves nothing done, so the next attempt trains anew', async () => {
    at.trainer.plays(trains, () => Promise.reject(new HoneError('HONE_TRAINER_FAILED', 'killed')), trains, scores('first', 0.25));
    const asked = await input({}, ['first']);
    await expect(trained(asked)).rejects.toMatchObject({ code: 'HONE_TRAINER_FAILED' });
    expect(await at.store.list('manifests/')).toEqual([]);
    expect(await at.read<Score>((await trained(asked)).outputs.first!)).toEqual([{ id: 'first', score: 0.25 }]);
  });

  test('stops the trainer when it is cancelled', async () => {
    const environment = activityEnvironment();
    at.trainer.plays((run) => new Promise((_, reject) => {
      run.signal.addEventListener('abort', () => reject(new HoneError('HONE_TRAINER_INTERRUPTED', 'stopped')));
      environment.cancel();
    }));
    const asked = await input();
    await expect(inActivity(() => shortTraining(at.ports)(asked), environment)).rejects.toMatchObject({ code: 'HONE_TRAINER_INTERRUPTED' });
  });
});
