import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { localPath, putText, readJson } from '../../../activities/engine/artifacts.ts';
import { checkpointStep, train } from '../../../activities/train.ts';
import type { TrainInputs } from '../../../activities/engine/train-request.ts';
import type { TrainJob, TrainOutputs } from '../../../activities/train.ts';
import type { JsonObject } from '../../../domain/artifact-ref.ts';
import { HoneError } from '../../../domain/errors.ts';
import type { ErrorCode } from '../../../domain/errors.ts';
import type { TrainSettings } from '../../../domain/profile.ts';
import type { StageOutcome } from '../../../domain/stages.ts';
import type { TrainerRun, TrainerScript } from '../../fakes/fake-trainer.ts';
import { activityEnvironment, bench, inActivity, jobFor, trainingRow } from '../../support/stage-bench.ts';
import type { Bench } from '../../support/stage-bench.ts';

const SETTINGS: TrainSettings = {
  startFrom: 'base', epochs: 2, batchSize: 8, learningRate: 5e-5, weightDecay: 0.01, warmupShare: 0.06, dropout: 0.1, patience: 3,
  evaluationsPerEpoch: 4, classWeights: 'balanced', precision: 'fp32', checkpointEverySeconds: 60,
};

let at: Bench;
beforeEach(async () => void (at = await bench({ threads: 2 })));
afterEach(() => at.close());

async function trainJob(more: Partial<TrainInputs> = {}, owner = 'run-1'): Promise<TrainJob> {
  const inputs: TrainInputs = { train: await at.trainingRows([trainingRow({ id: 'a' })]), validation: await at.trainingRows([trainingRow({ id: 'v' })]), ...more };
  return jobFor(at, { stage: 'train', parameters: { model: { base: 'packaged:tiny', maxTokens: 64 }, train: SETTINGS, seed: 7 }, inputs }, { owner });
}
const trained = (job: TrainJob): Promise<StageOutcome<TrainOutputs>> => inActivity(() => train(at.ports)(job));

/** Ends well: writes the model a checkpoint or the start led to. */
const succeeds: TrainerScript = async (run) => {
  const from = run.request.resume_from as string | null;
  const weights = from ? `weights after ${await readFile(join(from, 'model.safetensors'), 'utf8')}` : 'weights';
  await run.write({ 'model/model.safetensors': weights, 'model/config.json': '{}', 'model/tokenizer.json': '{"t":1}', 'metrics.json': '{"rows_per_second":31}', 'args.json': '{"a":1}' });
  return { rows_per_second: 31.25, metrics: { recall: 0.9 } };
};

/** Saves a checkpoint at `step`, then ends as its exit code says. */
const endsWith = (code: ErrorCode, step?: number): TrainerScript => async (run) => {
  if (step !== undefined) await run.checkpoint(step, { 'model.safetensors': `step ${step}`, 'state.json': '{}' });
  throw new HoneError(code, `exit with ${code}`);
};

const hintsOf = (run: TrainerRun | undefined): JsonObject => run!.request.hints as JsonObject;

describe('train', () => {
  test('asks the trainer for what the profile says, in the trainer\'s words', async () => {
    at.trainer.plays(succeeds);
    const job = await trainJob();
    await trained(job);
    const [run] = at.trainer.runs;
    expect(run).toMatchObject({ command: 'train', request: {
      seed: 7,
      model: { base: 'packaged:tiny', weights: null, max_tokens: 64, normaliser: 'none' },
      data: { train: await localPath(at.ports, job.request.inputs.train), validation: await localPath(at.ports, job.request.inputs.validation), tuning: null },
      hints: { micro_batch: 8, threads: 2, device: 'auto', processes: 1 },
      resume_from: null,
    } });
    expect(run!.request.train).toEqual({
      epochs: 2, batch_size: 8, learning_rate: 5e-5, weight_decay: 0.01, warmup_share: 0.06, dropout: 0.1, patience: 3,
      evaluations_per_epoch: 4, class_weights: 'balanced', precision: 'fp32', checkpoint_every_seconds: 60,
    });
  });

  test('trains in as many processes as the machine is set to', async () => {
    at.trainer.plays(succeeds);
    const ports = { ...at.ports, options: { ...at.ports.options, trainingProcesses: 4 } };
    const job = await trainJob();
    await inActivity(() => train(ports)(job));
    expect(hintsOf(at.trainer.runs[0]).processes).toBe(4);
  });

  test('passes on what a profile may leave out, only when it says it', async () => {
    at.trainer.plays(succeeds);
    const job = await trainJob();
    const more = { freezeLayers: 2, labelSmoothing: 0.05, benignMarginWeight: 0, benignMargin: 2, maliciousWeight: 1.5, precision: 'fp16' as const };
    const parameters = { ...job.request.parameters, train: { ...SETTINGS, ...more } };
    await trained({ ...job, request: { ...job.request, parameters } });
    expect(at.trainer.runs[0]!.request.train).toMatchObject({
      freeze_layers: 2, label_smoothing: 0.05, benign_margin_weight: 0, benign_margin: 2, malicious_weight: 1.5, precision: 'fp16',
    });
  });

  test('keeps model, metrics and arguments, with the measured rate', async () => {
    at.trainer.plays(succeeds);
    const { outputs, summary, headline } = await trained(await trainJob());
    expect(await readFile(await localPath(at.ports, outputs.weights), 'utf8')).toBe('weights');
    expect([await readJson(at.ports, outputs.tokenizer), await readJson(at.ports, outputs.metrics), await readJson(at.ports, outputs.args)]).toEqual([{ t: 1 }, { rows_per_second: 31 }, { a: 1 }]);
    expect([summary, headline]).toEqual([{ metrics: { recall: 0.9 }, rowsPerSecond: 31.25 }, 'trained at 31.3 rows/s']);
  });

  test('starts from given weights and stops early on the tuning slice', async () => {
    at.trainer.plays(async (run) => {
      const { weights } = run.request.model as { weights: string };
      expect((await readdir(weights)).sort()).toEqual(['config.json', 'model.safetensors', 'tokenizer.json']);
      expect(await readFile(join(weights, 'model.safetensors'), 'utf8')).toBe('champion');
      return succeeds(run);
    });
    const tuning = await at.rows([trainingRow({ id: 't' })]);
    await trained(await trainJob({ tuning, weights: await putText(at.ports, 'champion'), config: await putText(at.ports, '{"c":1}'), tokenizer: await putText(at.ports, '{"t":1}') }));
    expect(at.trainer.runs[0]!.request.data).toMatchObject({ tuning: await localPath(at.ports, tuning) });
  });

  test('halves the micro-batch when memory runs out, and resumes from the checkpoint', async () => {
    at.trainer.plays(endsWith('HONE_TRAINER_OUT_OF_MEMORY'), endsWith('HONE_TRAINER_OUT_OF_MEMORY', 40), succeeds);
    const { outputs } = await trained(await trainJob());
    expect(at.trainer.runs.map((run) => [hintsOf(run).micro_batch, run.request.resume_from !== null])).toEqual([[8, false], [4, false], [2, true]]);
    expect(at.trainer.runs.every((run) => (run.request.train as JsonObject).batch_size === 8)).toBe(true);
    expect(await readFile(await localPath(at.ports, outputs.weights), 'utf8')).toBe('weights after step 40');
    expect(at.log.lines.map(({ message }) => message)).toEqual([
      'out of memory: half the micro-batch, twice the accumulation',
      'out of memory: half the micro-batch, twice the accumulation',
      'training resumes from a checkpoint',
      'made',
    ]);
  });

  test('gives up when not even one row fits', async () => {
    at.trainer.plays(...Array.from({ length: 4 }, () => endsWith('HONE_TRAINER_OUT_OF_MEMORY')));
    await expect(trained(await trainJob())).rejects.toMatchObject({
      code: 'HONE_TRAINER_OUT_OF_MEMORY',
      message: 'Training does not fit in memory, not even one row at a time: lower model.maxTokens, take a smaller model.base, or train where there is more memory. exit with HONE_TRAINER_OUT_OF_MEMORY',
    });
    expect(at.trainer.runs.map((run) => hintsOf(run).micro_batch)).toEqual([8, 4, 2, 1]);
  });

  test.each<ErrorCode>(['HONE_TRAINER_INTERRUPTED', 'HONE_TRAINER_DIVERGED', 'HONE_TRAINER_FAILED', 'HONE_INVALID_INPUT', 'HONE_NO_SPACE'])('passes %s on without a second try', async (code) => {
    at.trainer.plays(endsWith(code));
    await expect(trained(await trainJob())).rejects.toMatchObject({ code });
  });

  test('an interrupted training goes on from its newest checkpoint in the next attempt, in another run too', async () => {
    at.trainer.plays(async (run) => {
      await run.checkpoint(10, { 'model.safetensors': 'step 10' });
      return endsWith('HONE_TRAINER_INTERRUPTED', 20)(run);
    }, succeeds);
    const job = await trainJob();
    await expect(trained(job)).rejects.toMatchObject({ code: 'HONE_TRAINER_INTERRUPTED' });
    expect(await checkpointStep(at.ports)(job)).toBe(20);
    const { outputs } = await trained({ ...job, lease: { ...job.lease, owner: 'run-2', token: 2 } });
    expect(await readFile(await localPath(at.ports, outputs.weights), 'utf8')).toBe('weights after step 20');
  });

  test('goes on from the checkpoint before when the newest is corrupt, and says which', async () => {
    at.trainer.plays(async (run) => {
      for (const step of [10, 20]) {
        await run.checkpoint(step, { 'model.safetensors': `step ${step}` });
        while ((await checkpointStep(at.ports)(job)) < step) await new Promise((wake) => setTimeout(wake, 1));
      }
      return endsWith('HONE_TRAINER_INTERRUPTED')(run);
    }, succeeds);
    const job = await trainJob();
    await expect(trained(job)).rejects.toMatchObject({ code: 'HONE_TRAINER_INTERRUPTED' });
    const newest = (await at.store.list('checkpoints/')).find((key) => key.endsWith('step-20/model.safetensors'))!;
    at.store.objects.set(newest, { bytes: Buffer.from('step 2O'), tag: 'x' });
    const { outputs } = await trained(job);
    expect(await readFile(await localPath(at.ports, outputs.weights), 'utf8')).toBe('weights after step 10');
    expect(at.log.lines.map(({ fields, message }) => [fields, message]).slice(0, 2)).toEqual([
      [{ step: 20 }, 'a checkpoint is corrupt: the one before is used'],
      [{ step: 10 }, 'training resumes from a checkpoint'],
    ]);
  });

  test('says so when the trainer itself finds what it got corrupt', async () => {
    const corrupt = [{ directory: '/resume/step-10', reason: 'the hash of state.json is not its manifest\'s' }];
    at.trainer.plays((run) => {
      run.onEvent({ type: 'resumed', step: 0, corrupt });
      return succeeds(run);
    });
    await trained(await trainJob());
    expect(at.log.lines[0]).toEqual({ level: 'warn', fields: { step: 0, corrupt }, message: 'the trainer found a checkpoint corrupt; step 0 is a start anew' });
  });

  test('removes the checkpoints once the manifest says that it is done, not before', async () => {
    let stored: string[] = [];
    at.trainer.plays(async (run) => {
      await run.checkpoint(10, { 'model.safetensors': 'step 10' });
      return succeeds(run);
    });
    const job = await trainJob();
    const { store } = at;
    const create = store.create.bind(store);
    store.create = async (key, bytes) => {
      if (key.startsWith('manifests/')) stored = await store.list('checkpoints/');
      return create(key, bytes);
    };
    await trained(job);
    expect(stored).toHaveLength(3);
    expect([await store.list('checkpoints/'), await checkpointStep(at.ports)(job)]).toEqual([[], 0]);
  });

  test('fails when a checkpoint could not be stored: a run must not find out later that it kept nothing', async () => {
    at.trainer.plays(async (run) => {
      at.store.refuse = true;
      await run.checkpoint(10, { 'model.safetensors': 'step 10' });
      return succeeds(run);
    });
    await expect(trained(await trainJob())).rejects.toMatchObject({ code: 'HONE_STORE_UNAVAILABLE' });
  });

  test('stops the trainer when it is cancelled', async () => {
    const environment = activityEnvironment();
    at.trainer.plays((run) => new Promise((_, reject) => {
      run.signal.addEventListener('abort', () => reject(new HoneError('HONE_TRAINER_INTERRUPTED', 'stopped')));
      environment.cancel();
    }));
    const job = await trainJob();
    await expect(inActivity(() => train(at.ports)(job), environment)).rejects.toMatchObject({ code: 'HONE_TRAINER_INTERRUPTED' });
  });
});
