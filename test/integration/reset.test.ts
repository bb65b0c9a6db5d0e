import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { TINY_STAGES } from './support/tiny-stages.ts';
import { ended, stagesIn, tinyStack } from './support/tiny-stack.ts';
import type { FinishedRun, TinyStack } from './support/tiny-stack.ts';

// A run that has ended is reset to each of its stages: it goes on from there to the same end, and finds everything made.

jest.setTimeout(600_000);

let tiny: TinyStack;
let first: FinishedRun;

beforeAll(async () => {
  tiny = await tinyStack();
  first = await tiny.finish(tiny.request());
});

afterAll(() => tiny.stop());

test.each(TINY_STAGES)('reset to %s repeats no finished work', async (stage) => {
  const calls = await tiny.trainer.calls();
  const made = await tiny.madeIn(async () => {
    const execution = await tiny.all.reset(first.id, stage, 'tried in a test');
    const { outcome, view } = await ended(tiny.all, first.id);
    expect(outcome).toMatchObject({ verdict: 'promoted', packageId: first.outcome.packageId });
    expect(view.stages.map((each) => each.stage)).toEqual(TINY_STAGES);
    // What comes before the stage is told from the history, what comes after is looked for anew.
    expect(stagesIn(view, 'hit')).toEqual(expect.arrayContaining(TINY_STAGES.slice(TINY_STAGES.indexOf(stage)).filter((each) => each !== 'promote')));
    expect((await tiny.client.workflow.getHandle(first.id).describe()).runId).toBe(execution);
  });
  expect(made).toEqual([]);
  expect(await tiny.trainer.calls()).toEqual(calls);
});

test('a stage that a run never came to is refused with those it came to', async () => {
  const run = await tiny.all.start({ profile: 'no-such-profile' });
  await expect(tiny.all.result(run)).rejects.toMatchObject({ code: 'HONE_INVALID_INPUT' });
  await expect(tiny.all.reset(run, 'train', 'x')).rejects.toMatchObject({ code: 'HONE_INVALID_INPUT', message: `to: "train" is not valid. ${run} has not come to this stage; it came to none.` });
});

test('a run that does not exist is not found', async () => {
  await expect(tiny.all.reset('no-such-run', 'train', 'x')).rejects.toMatchObject({ code: 'HONE_NOT_FOUND' });
});
