import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { isPortFree } from '../../adapters/free-port.ts';
import { pollersOf } from '../../adapters/temporal/pollers.ts';
import { QUEUES } from '../../domain/names.ts';
import type { RetrainRequest } from '../../domain/request.ts';
import type { RunView } from '../../domain/run-view.ts';
import { eventually, isRunning } from '../support/processes.ts';
import { hone } from './support/hone.ts';
import { ended, parkedAt, stageOf, stagesIn, tinyStack } from './support/tiny-stack.ts';
import type { FinishedRun, TinyStack } from './support/tiny-stack.ts';
import { trainerOf } from './support/trainer-of.ts';

// One uninterrupted training, then the same training again, broken off in a different way each time. Every stage after it
// is a hit exactly when the weights have the same bytes, so that "made: train, and the same package" says it all.

jest.setTimeout(600_000);

/** Long enough to be caught in the middle, with a checkpoint every few steps. */
const TRAINING = { train: { epochs: 20, patience: 1000, checkpointEverySeconds: 0.2 } };

let tiny: TinyStack;
let request: RetrainRequest;
let uninterrupted: FinishedRun;

beforeAll(async () => {
  tiny = await tinyStack();
  request = tiny.request(TRAINING);
  uninterrupted = await tiny.finish(request);
});

afterAll(() => tiny.stop());

test('a GPU worker killed in mid-training takes the trainer with it, and another worker goes on from the checkpoint', async () => {
  const { run, trainer } = await inMidTraining();
  expect(await pollersOf(tiny.client, QUEUES.gpu)).toBe(1);
  process.kill(tiny.stack.pid('gpu'), 'SIGKILL');
  await eventually(() => !isRunning(trainer));
  // Known to be gone when its heartbeats are; the server still lists it among those who polled.
  await eventually(async () => (await pollersOf(tiny.client, QUEUES.gpu)) === 0);
  const resumedBefore = await resumedSteps();
  await tiny.stack.startAgain('gpu');

  expectSamePackage(await ended(tiny.all, run));
  const [step, ...more] = (await resumedSteps()).slice(resumedBefore.length);
  expect(step).toBeGreaterThan(0);
  expect(more).toEqual([]);
});

test('a Temporal server killed in mid-training and started again on its database knows the run, which ends the same', async () => {
  const { run } = await inMidTraining();
  process.kill(tiny.stack.pid('server'), 'SIGKILL');
  await eventually(() => isPortFree(Number(tiny.stack.settings.temporalAddress.split(':').at(-1))));
  await tiny.stack.startAgain('server');

  expectSamePackage(await ended(tiny.all, run));
});

test('a run cancelled in mid-training keeps its checkpoint, leaves no trainer and writes its report; another run goes on', async () => {
  const { run, trainer } = await inMidTraining();
  await tiny.all.cancel(run);
  await expect(tiny.all.result(run)).rejects.toMatchObject({ code: 'HONE_ABORTED' });
  expect(isRunning(trainer)).toBe(false);
  expect(await tiny.all.execution(run)).toBe('CANCELLED');
  const view = await tiny.all.view(run);
  expect(view).toMatchObject({ status: 'Cancelled', verdict: null });
  expect(await checkpointedStep(view)).toBeGreaterThan(0);
  const environment = { ...tiny.environment, HONE_TEMPORAL_ADDRESS: tiny.stack.settings.temporalAddress };
  expect((await hone(environment, 'report', run)).stdout).toContain('Cancelled');

  const resumedBefore = await resumedSteps();
  expectSamePackage(await tiny.finish({ resumeFrom: run }));
  const [step] = (await resumedSteps()).slice(resumedBefore.length);
  expect(step).toBeGreaterThan(0);
});

test('a training parked after its checkpoint and then cancelled keeps it too', async () => {
  const { run, trainer } = await inMidTraining();
  await tiny.trainer.failNext('train', 13);
  process.kill(trainer, 'SIGKILL');
  await parkedAt(tiny.all, run, 'train-1');
  const step = await checkpointedStep(await tiny.all.view(run));
  await tiny.all.cancel(run);
  await expect(tiny.all.result(run)).rejects.toMatchObject({ code: 'HONE_ABORTED' });
  expect(await checkpointedStep(await tiny.all.view(run))).toBe(step);
  expect(await tiny.store.read(`runs/${run}/report.md`)).toBeDefined();

  const resumedBefore = await resumedSteps();
  expectSamePackage(await tiny.finish({ resumeFrom: run }));
  expect((await resumedSteps()).slice(resumedBefore.length)).toEqual([step]);
});

test('a run reset in mid-training ends its trainer, and goes on from the stage it was reset to with the checkpoint', async () => {
  const { run, trainer } = await inMidTraining();
  const resumedBefore = await resumedSteps();
  await tiny.all.reset(run, 'assemble', 'tried in a test');
  const finished = await ended(tiny.all, run);
  expect(isRunning(trainer)).toBe(false);
  expectSamePackage(finished);
  expect(stageOf(finished.view, 'assemble')).toMatchObject({ state: 'hit' });
  const [step, ...more] = (await resumedSteps()).slice(resumedBefore.length);
  expect(step).toBeGreaterThan(0);
  expect(more).toEqual([]);
});

test('a paused training checkpoints and stays away until it is unpaused', async () => {
  const { run, trainer } = await inMidTraining();
  const cli = { ...tiny.environment, HONE_TEMPORAL_ADDRESS: tiny.stack.settings.temporalAddress };
  expect(await hone(cli, 'pause', run, '--why', 'the GPU is needed')).toMatchObject({ exitCode: 0, stderr: '' });
  await eventually(() => !isRunning(trainer));
  const resumedBefore = await resumedSteps();
  await new Promise((wake) => setTimeout(wake, 5_000));
  expect(await trainerOf(tiny.stack.pid('gpu'))).toBeUndefined();
  expect(await tiny.all.activity(run)).toMatchObject([{ activity: 'train', state: 'paused' }]);

  expect(await hone(cli, 'unpause', run)).toMatchObject({ exitCode: 0, stderr: '' });
  expectSamePackage(await ended(tiny.all, run));
  expect((await resumedSteps()).slice(resumedBefore.length)).toHaveLength(1);
});

test('an activity reset in mid-training starts over from the checkpoint', async () => {
  const { run, trainer } = await inMidTraining();
  const resumedBefore = await resumedSteps();
  const [{ id } = { id: '' }] = await tiny.all.activity(run);
  await tiny.client.workflowService.resetActivity({ namespace: 'default', execution: { workflowId: run }, id });
  expectSamePackage(await ended(tiny.all, run));
  expect(isRunning(trainer)).toBe(false);
  expect((await resumedSteps()).slice(resumedBefore.length)).toHaveLength(1);
});

test('a training that waits for a GPU is moved to a queue where one is free', async () => {
  const cli = { ...tiny.environment, HONE_TEMPORAL_ADDRESS: tiny.stack.settings.temporalAddress };
  process.kill(tiny.stack.pid('gpu'), 'SIGTERM');
  const run = await tiny.all.start({ ...request, refresh: ['train'] });
  await eventually(async () => (await tiny.all.activity(run).catch(() => [])).some(({ activity, state }) => activity === 'train' && state === 'waiting'));
  await tiny.stack.startAgain('gpu', { HONE_GPU_QUEUE: 'hone-gpu-spare' });
  expect(await hone(cli, 'move', run, '--to', 'hone-gpu-spare')).toMatchObject({ exitCode: 0, stderr: '' });
  expectSamePackage(await ended(tiny.all, run));
});

/** Starts the training anew and waits until its first checkpoint is in the store. */
async function inMidTraining(): Promise<{ run: string; trainer: number }> {
  const run = await tiny.all.start({ ...request, refresh: ['train'] });
  let step = 0;
  await eventually(async () => (step = await tiny.all.view(run).then(checkpointedStep, () => 0)) > 0);
  const trainer = await trainerOf(tiny.stack.pid('gpu'));
  if (!trainer) throw new Error(`No trainer runs at step ${step}: the training is too short to be caught in the middle.`);
  return { run, trainer };
}

/** Step of the newest checkpoint of a run's training, 0 when there is none. */
async function checkpointedStep(view: RunView): Promise<number> {
  const key = view.stages.find(({ stage }) => stage === 'train')?.key;
  const latest = key ? await tiny.store.read(`checkpoints/${key}/latest.json`) : undefined;
  return latest ? (JSON.parse(Buffer.from(latest.bytes).toString()) as { newest: { step: number } }).newest.step : 0;
}

/** The steps at which trainings resumed so far, from the GPU workers' log. */
async function resumedSteps(): Promise<number[]> {
  const log = await readFile(join(tiny.stack.logs, 'gpu.log'), 'utf8');
  const lines = log.split('\n').filter((line) => line.includes('training resumes from a checkpoint'));
  return lines.map((line) => (JSON.parse(line) as { step: number }).step);
}

function expectSamePackage({ outcome, view }: FinishedRun): void {
  expect(outcome).toMatchObject({ verdict: 'promoted', packageId: uninterrupted.outcome.packageId });
  expect(stagesIn(view, 'made')).toEqual(['train', 'promote']);
  expect(stageOf(view, 'train').key).toBe(stageOf(uninterrupted.view, 'train').key);
}
