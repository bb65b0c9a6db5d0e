import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import { Worker } from '@temporalio/worker';
import type { WorkflowHandle } from '@temporalio/client';
import type { FinishCrossValidationInput } from '../../activities/cross-validate.ts';
import type { Activities } from '../../activities/index.ts';
import type { ReportParts } from '../../activities/write-report.ts';
import type { ParkedView, RunOutcome, RunView } from '../../domain/run-view.ts';
import { fakeActivities, fakeRef } from '../fakes/activities.ts';
import { eventually, workflowSuite } from './support.ts';
import type { WorkflowSuite } from './support.ts';

let suite: WorkflowSuite;
beforeAll(async () => {
  suite = await workflowSuite();
}, 120_000);
afterAll(() => suite.close());

type ShortTraining = Parameters<Activities['shortTraining']>[0];

/** Activities of a run whose profile asks for two folds, and what they were asked. */
function folded(replaced: Partial<Activities> = {}) {
  const seen: { trainings: ShortTraining[]; finished: FinishCrossValidationInput[]; parts: ReportParts } = { trainings: [], finished: [], parts: {} };
  const plain = fakeActivities().activities;
  const { activities, calls } = fakeActivities({
    resolveRequest: async (input) => {
      const resolved = await plain.resolveRequest(input);
      return { ...resolved, profile: { ...resolved.profile, crossValidation: { folds: 2 } } };
    },
    finishCrossValidation: (input) => (seen.finished.push(input), plain.finishCrossValidation(input)),
    writeReport: (input) => ((seen.parts = input.parts), plain.writeReport(input)),
    ...replaced,
    shortTraining: (input) => (seen.trainings.push(input), (replaced.shortTraining ?? plain.shortTraining)(input)),
  });
  return { activities, calls, seen };
}

const isFold = ({ score }: ShortTraining, fold: number): boolean => `fold ${fold}` in score;
const diverges = (): Promise<never> => Promise.reject(ApplicationFailure.nonRetryable('loss is NaN', 'HONE_TRAINER_DIVERGED'));
const parked = async (handle: WorkflowHandle, count = 1): Promise<readonly ParkedView[]> => (await eventually(() => handle.query<RunView>('status'), (view) => view.parked.length === count)).parked;
const answer = (handle: WorkflowHandle, parkId: string, action: string, overrides?: object): Promise<unknown> => handle.executeUpdate('resolveStage', { args: [{ parkId, action, ...(overrides && { overrides }) }] });
const stageOf = (view: RunView) => view.stages.find(({ stage }) => stage === 'cross-validate');
const outcomeOf = async (handle: WorkflowHandle): Promise<RunOutcome> => (await handle.result()) as RunOutcome;

describe('a run with folds', () => {
  test('trains each as `train` is trained, scores what it holds out and what its threshold is placed on, and reports', async () => {
    const jobs: Parameters<Activities['train']>[0][] = [];
    const plain = fakeActivities().activities;
    const { activities, calls, seen } = folded({ train: (job) => (jobs.push(job), plain.train(job)) });
    await suite.withWorkers(activities, async (start) => {
      const handle = await start();
      expect(await outcomeOf(handle)).toMatchObject({ verdict: 'promoted' });
      const view = await handle.query<RunView>('status');
      expect(stageOf(view)).toMatchObject({ state: 'made', unitsDone: 2, unitsTotal: 2 });
      await Worker.runReplayHistory({ workflowBundle: suite.bundle }, await handle.fetchHistory());
    });
    const trained = jobs.find(({ request }) => request.stage === 'train')!.request;
    expect(seen.trainings.map(({ parameters }) => parameters)).toEqual([trained.parameters, trained.parameters]);
    for (const [index, { inputs, score }] of seen.trainings.entries()) {
      const fold = isFold(seen.trainings[index]!, 1) ? 0 : 1;
      expect(inputs).toEqual({ ...trained.inputs, train: fakeRef(`train-${fold}`), validation: fakeRef(`validation-${fold}`) });
      expect(score).toEqual({ [`fold ${fold + 1}`]: fakeRef(`held-${fold}`), [`validation ${fold + 1}`]: fakeRef(`validation-${fold}`) });
    }
    expect(seen.finished[0]!.trained.map(({ fold, held, scores }) => [fold, held, scores])).toEqual([
      [0, fakeRef('held-0'), { held: fakeRef('fold 1'), validation: fakeRef('validation 1') }],
      [1, fakeRef('held-1'), { held: fakeRef('fold 2'), validation: fakeRef('validation 2') }],
    ]);
    expect(seen.parts).toMatchObject({ crossValidation: fakeRef('crossValidation') });
    expect(calls.filter((call) => call !== 'notify').at(-1)).toBe('writeReport');
  });

  test('tells the leakage premium by as many trainings more, all of them from the base model', async () => {
    const plain = fakeActivities().activities;
    const cuts: (string | undefined)[] = [];
    const trained: Parameters<Activities['train']>[0][] = [];
    const { activities, seen } = folded({
      resolveRequest: async (input) => {
        const resolved = await plain.resolveRequest(input);
        return { ...resolved, profile: { ...resolved.profile, crossValidation: { folds: 2, startFrom: 'base', leakagePremium: true } } };
      },
      train: (job) => (trained.push(job), plain.train(job)),
      cutCrossValidation: (input) => (cuts.push(input.split), plain.cutCrossValidation(input)),
    });
    await suite.withWorkers(activities, async (start) => {
      const handle = await start();
      expect(await outcomeOf(handle)).toMatchObject({ verdict: 'promoted' });
      expect(stageOf(await handle.query<RunView>('status'))).toMatchObject({ state: 'made', unitsDone: 4, unitsTotal: 4 });
      await Worker.runReplayHistory({ workflowBundle: suite.bundle }, await handle.fetchHistory());
    });
    expect(cuts).toEqual([undefined, 'rows']);
    expect(seen.trainings.map(({ score }) => Object.keys(score)[0]).sort()).toEqual(['fold 1', 'fold 1 by rows', 'fold 2', 'fold 2 by rows']);
    for (const { inputs, parameters } of seen.trainings) {
      expect(parameters.train.startFrom).toBe('base');
      expect(Object.keys(inputs).sort()).toEqual(['train', 'tuning', 'validation']);
    }
    const own = trained.find(({ request }) => request.stage === 'train')!.request;
    expect(own.parameters.train.startFrom).toBe('champion');
    expect(own.inputs.weights).toBeDefined();
    expect(seen.finished[0]!.trainedByRows!.map(({ fold, scores }) => [fold, scores.held])).toEqual([[0, fakeRef('fold 1 by rows')], [1, fakeRef('fold 2 by rows')]]);
    expect(seen.finished[0]!.trained.map(({ scores }) => scores.held)).toEqual([fakeRef('fold 1'), fakeRef('fold 2')]);
  });

  test('promotes without waiting for them, and ends when they have', async () => {
    let letGo: () => void = () => undefined;
    const promoted = new Promise<void>((resolve) => (letGo = resolve));
    const plain = fakeActivities().activities;
    const { activities, calls } = folded({
      shortTraining: async (input) => (await promoted, plain.shortTraining(input)),
      promote: (input) => (letGo(), plain.promote(input)),
    });
    await suite.withWorkers(activities, async (start) => expect(await outcomeOf(await start())).toMatchObject({ verdict: 'promoted' }));
    expect(calls.indexOf('promote')).toBeLessThan(calls.indexOf('finishCrossValidation'));
  });

  test('folds park side by side; each is retried by itself, and the others are not done again', async () => {
    let broken = true;
    const plain = fakeActivities().activities;
    const { activities, seen } = folded({ shortTraining: (input) => (broken ? diverges() : plain.shortTraining(input)) });
    await suite.withWorkers(activities, async (start) => {
      const handle = await start();
      const stages = await parked(handle, 2);
      expect(stages.map(({ stage, code, skippable }) => [stage, code, skippable])).toEqual([['cross-validate', 'HONE_TRAINER_DIVERGED', true], ['cross-validate', 'HONE_TRAINER_DIVERGED', true]]);
      expect(stages.map(({ message }) => message).sort()).toEqual(['fold 1: loss is NaN', 'fold 2: loss is NaN']);
      broken = false;
      const first = stages.find(({ message }) => message.startsWith('fold 1'))!;
      await answer(handle, first.parkId, 'retry');
      await eventually(() => Promise.resolve(seen.trainings.length), (count) => count === 3);
      expect(isFold(seen.trainings[2]!, 1)).toBe(true);
      const [second] = await parked(handle, 1);
      expect((await handle.query<RunView>('status')).status).toBe('AwaitingOperator');
      await answer(handle, second!.parkId, 'retry');
      expect(await outcomeOf(handle)).toMatchObject({ verdict: 'promoted' });
      expect(seen.trainings).toHaveLength(4);
      expect(stageOf(await handle.query<RunView>('status'))).toMatchObject({ state: 'made' });
      await Worker.runReplayHistory({ workflowBundle: suite.bundle }, await handle.fetchHistory());
    });
  });

  test('a fold that is skipped takes the whole stage with it, and the run goes on', async () => {
    const { activities, calls, seen } = folded({ shortTraining: diverges });
    await suite.withWorkers(activities, async (start) => {
      const handle = await start();
      const [one] = await parked(handle, 2);
      await answer(handle, one!.parkId, 'skip');
      expect(await outcomeOf(handle)).toMatchObject({ verdict: 'promoted' });
      const view = await handle.query<RunView>('status');
      expect([stageOf(view)?.state, view.parked]).toEqual(['skipped', []]);
      await Worker.runReplayHistory({ workflowBundle: suite.bundle }, await handle.fetchHistory());
    });
    expect(calls).not.toContain('finishCrossValidation');
    expect(seen.parts).not.toHaveProperty('crossValidation');
  });

  test('with other settings, all folds are done again under another key', async () => {
    const plain = fakeActivities().activities;
    const { activities, seen } = folded({ shortTraining: (input) => (isFold(input, 1) && input.parameters.train.learningRate !== 1e-6 ? diverges() : plain.shortTraining(input)) });
    await suite.withWorkers(activities, async (start) => {
      const handle = await start();
      const [one] = await parked(handle);
      await answer(handle, one!.parkId, 'retry', { train: { learningRate: 1e-6 } });
      expect(await outcomeOf(handle)).toMatchObject({ verdict: 'promoted' });
    });
    expect(seen.trainings.map(({ parameters }) => parameters.train.learningRate === 1e-6)).toEqual([false, false, true, true]);
    expect(seen.finished[0]!.request.parameters.train.learningRate).toBe(1e-6);
  });

  test('aborting a fold aborts the run, and what it was doing besides', async () => {
    const { activities, calls } = folded({ shortTraining: diverges, finishValidate: () => Promise.reject(ApplicationFailure.nonRetryable('no', 'HONE_INTERNAL')) });
    await suite.withWorkers(activities, async (start) => {
      const handle = await start();
      const stages = await parked(handle, 3);
      await answer(handle, stages.find(({ stage }) => stage === 'cross-validate')!.parkId, 'abort');
      await expect(handle.result()).rejects.toMatchObject({ cause: { type: 'HONE_ABORTED' } });
      expect(await handle.query<RunView>('status')).toMatchObject({ status: 'Cancelled' });
    });
    expect(calls.filter((call) => call !== 'notify').at(-1)).toBe('writeReport');
  });

  test('cancelling the run ends them too', async () => {
    const { activities, calls } = folded({ shortTraining: diverges });
    await suite.withWorkers(activities, async (start) => {
      const handle = await start();
      await parked(handle, 2);
      // The time-skipping server cannot cancel an activity that ends in the same moment.
      await eventually(() => handle.query<RunView>('status'), ({ stages }) => stages.some(({ stage, state }) => stage === 'promote' && state === 'made'));
      await handle.cancel();
      await expect(handle.result()).rejects.toMatchObject({ message: 'Workflow execution cancelled' });
    });
    expect(calls.filter((call) => call !== 'notify').at(-1)).toBe('writeReport');
  });
});

test('a run whose gates fail still tells what its folds measured', async () => {
  const { activities, seen } = folded({ finishValidate: async (input) => {
    const made = await fakeActivities().activities.finishValidate(input);
    return { ...made, summary: { ...made.summary, decision: 'stop' as const } };
  } });
  await suite.withWorkers(activities, async (start) => expect(await outcomeOf(await start())).toMatchObject({ verdict: 'gates-failed' }));
  expect(seen.parts).toHaveProperty('crossValidation');
});

test('no run has any where the profile asks for none', async () => {
  const { activities, calls } = fakeActivities();
  await suite.withWorkers(activities, async (start) => void (await outcomeOf(await start())));
  expect(calls.filter((call) => /cross-validat|CrossValidation|shortTraining/.test(call))).toEqual([]);
});
