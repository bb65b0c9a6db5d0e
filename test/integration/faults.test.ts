import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { RetrainRequest } from '../../domain/request.ts';
import type { StageName } from '../../domain/stages.ts';
import { eventually } from '../support/processes.ts';
import type { TrainerCall } from './support/noted-python.ts';
import { refuseWrites } from './support/refuse-writes.ts';
import { ended, parkedAt, stageOf, stagesIn, tinyStack } from './support/tiny-stack.ts';
import type { FinishedRun, TinyStack } from './support/tiny-stack.ts';

// One undisturbed run, then the same run with one stage made again and something going wrong in it. Each ends in the same package,
// and counts what trainers and workers did: nothing that was finished is done twice.

jest.setTimeout(600_000);

let tiny: TinyStack;
let undisturbed: FinishedRun;

beforeAll(async () => {
  tiny = await tinyStack();
  undisturbed = await tiny.finish(tiny.request());
});

afterAll(() => tiny.stop());

test('an undisturbed run makes every unit once and asks the trainer once for each thing', async () => {
  expect(countOf(await tiny.trainer.calls())).toEqual({ train: 2, export: 3, score: expect.any(Number) });
  const again = tiny.finish(tiny.request());
  expect(await tiny.madeIn(() => again)).toEqual([]);
  expectSame(await again, []);
});

test('a trainer that says invalid input (10), diverged (13) or no space (14) parks the stage at once, each time anew', async () => {
  await tiny.trainer.failNext('train', 10, 13, 14);
  const calls = await callsSoFar();
  const run = await tiny.all.start(again('train'));
  const made = await tiny.madeIn(async () => {
    for (const [parking, code] of ['HONE_INVALID_INPUT', 'HONE_TRAINER_DIVERGED', 'HONE_NO_SPACE'].entries()) {
      const { parkId } = await parkedAt(tiny.all, run, `train-${parking + 1}`).then((parked) => (expect(parked).toMatchObject({ stage: 'train', code }), parked));
      expect(await calls()).toHaveLength(parking + 1);
      await tiny.all.resolve(run, { parkId, action: 'retry' });
    }
    expectSame(await ended(tiny.all, run), ['train']);
  });
  expect(made).toEqual(['train']);
  expect(await calls()).toHaveLength(4);
});

test('a trainer that was interrupted (12) or killed is started again without an operator', async () => {
  await tiny.trainer.failNext('train', 12, 'kill');
  const calls = await callsSoFar();
  expect(await tiny.madeIn(async () => expectSame(await tiny.finish(again('train')), ['train']))).toEqual(['train']);
  expect(countOf(await calls())).toEqual({ train: 3 });
});

test('an export that is killed is tried again, and the stage is made once', async () => {
  await tiny.trainer.failNext('export', 'kill');
  const calls = await callsSoFar();
  const made = await tiny.madeIn(async () => expectSame(await tiny.finish(again('convert')), ['convert']));
  expect(made).toEqual(['convert', 'export']);
  expect(countOf(await calls())).toEqual({ export: 2 });
});

test('a store that refuses writes for a moment is tried again without an operator', async () => {
  const mend = await refuseWrites(tiny.stack.settings.home);
  const run = await tiny.all.start(again('assemble'));
  await eventually(async () => (await tiny.all.activity(run)).some(({ attempt, lastFailure }) => attempt > 1 && /not a directory|store/i.test(lastFailure ?? '')));
  const made = await tiny.madeIn(async () => {
    await mend();
    expectSame(await ended(tiny.all, run), ['assemble']);
  });
  expect(made).toEqual(['assemble']);
});

test('an aborted run leaves its report and nothing half-written; another run takes up its request and its finished stages', async () => {
  await tiny.trainer.failNext('train', 13);
  const calls = await callsSoFar();
  const run = await tiny.all.start(again('train'));
  const { parkId } = await parkedAt(tiny.all, run, 'train-1');
  await expect(tiny.all.resolve(run, { parkId: 'train-9', action: 'retry' })).rejects.toMatchObject({ code: 'HONE_CONFLICT' });
  await tiny.all.resolve(run, { parkId, action: 'abort', by: 'ada' });
  await expect(tiny.all.result(run)).rejects.toMatchObject({ code: 'HONE_ABORTED', message: 'train was aborted by ada' });
  await expect(tiny.all.resolve(run, { parkId, action: 'retry' })).rejects.toMatchObject({ code: 'HONE_NOT_FOUND' });
  expect(Buffer.from((await tiny.store.read(`runs/${run}/report.md`))!.bytes).toString()).toContain('Cancelled');
  expect(await leftovers()).toEqual([]);

  const made = await tiny.madeIn(async () => expectSame(await tiny.finish({ resumeFrom: run }), ['train']));
  expect(made).toEqual(['train']);
  expect(countOf(await calls())).toEqual({ train: 2 });
});

test('a parked stage that later ones can do without is skipped, and the run still certifies', async () => {
  await tiny.trainer.failNext('score', 10);
  const run = await tiny.all.start(again('validate'));
  const parked = await parkedAt(tiny.all, run, 'validate-1');
  expect(parked).toMatchObject({ skippable: true, code: 'HONE_INVALID_INPUT' });
  await tiny.all.resolve(run, { parkId: parked.parkId, action: 'skip', by: 'ada' });
  const finished = await ended(tiny.all, run);
  expect(stageOf(finished.view, 'validate')).toMatchObject({ state: 'skipped', reason: 'skipped by ada' });
  expectSame(finished, []);
});

// Last: another micro-batch sums in another order, so that this training's weights differ in their last bits.
test('a trainer out of memory (11) is started again with half the micro-batch, within the same attempt', async () => {
  await tiny.trainer.failNext('train', 11, 11);
  const calls = await callsSoFar();
  const { outcome, view } = await tiny.finish(again('train'));
  expect(outcome.verdict).toBe('promoted');
  expect(stageOf(view, 'train').state).toBe('made');
  expect((await calls()).filter(({ command }) => command === 'train').map(({ microBatch }) => microBatch)).toEqual([16, 8, 4]);
});

/** The undisturbed run's request, with these stages to be made again. */
function again(...refresh: StageName[]): RetrainRequest {
  return { ...tiny.request(), refresh };
}

/** The same package came of it, and of the cached stages only these were made. */
function expectSame({ outcome, view }: FinishedRun, made: StageName[]): void {
  expect(outcome).toMatchObject({ verdict: 'promoted', packageId: undisturbed.outcome.packageId });
  expect(stagesIn(view, 'made').filter((stage) => stage !== 'promote')).toEqual(made);
}

/** Asks for the trainer processes since now. */
async function callsSoFar(): Promise<() => Promise<TrainerCall[]>> {
  const before = (await tiny.trainer.calls()).length;
  return async () => (await tiny.trainer.calls()).slice(before);
}

function countOf(calls: readonly TrainerCall[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { command } of calls) counts[command] = (counts[command] ?? 0) + 1;
  return counts;
}

/** Drafts in the store and folders of attempts: what a stage that ended must not leave behind. */
async function leftovers(): Promise<string[]> {
  const folders = [join('store', '.tmp'), join('cache', 'work')].map((folder) => join(tiny.stack.settings.home, folder));
  return (await Promise.all(folders.map((folder) => readdir(folder)))).flat();
}
