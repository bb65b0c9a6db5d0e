import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import { Worker } from '@temporalio/worker';
import type { Activities } from '../../activities/index.ts';
import type { FinishPilotInput } from '../../activities/pilot.ts';
import type { PlanJob } from '../../activities/plan.ts';
import type { ReportParts } from '../../activities/write-report.ts';
import type { RunOutcome, RunView } from '../../domain/run-view.ts';
import { fakeActivities, fakeRef } from '../fakes/activities.ts';
import { eventually, workflowSuite } from './support.ts';
import type { WorkflowSuite } from './support.ts';

let suite: WorkflowSuite;
beforeAll(async () => {
  suite = await workflowSuite();
}, 120_000);
afterAll(() => suite.close());

const PILOT = [{ pilot: true }];
const BEFORE_THE_PLAN = ['ingest', 'bootstrap-assemble', 'bootstrap-train', 'bootstrap-convert', 'bootstrap-package', 'mine'];
const opened = (calls: readonly string[]): string[] => calls.filter((call) => call.startsWith('open ')).map((call) => call.slice(5));

/** Trains pilots, and keeps what each was asked. */
function noted(change: (asked: Parameters<Activities['shortTraining']>[0]) => Promise<void> = () => Promise.resolve()) {
  const asked: Parameters<Activities['shortTraining']>[0][] = [];
  const shortTraining: Activities['shortTraining'] = async (input) => {
    await change(input);
    asked.push(input);
    return fakeActivities().activities.shortTraining(input);
  };
  return { asked, shortTraining };
}

describe('a run with pilots', () => {
  test('runs them between mining and the plan, and ends with the plan', async () => {
    let finished: FinishPilotInput | undefined;
    let planned: PlanJob | undefined;
    let parts: ReportParts = {};
    const { asked, shortTraining } = noted();
    const { activities, calls } = fakeActivities({
      shortTraining,
      finishPilot: (input) => ((finished = input), fakeActivities().activities.finishPilot(input)),
      plan: (job) => ((planned = job), fakeActivities().activities.plan(job)),
      writeReport: (input) => ((parts = input.parts), fakeActivities().activities.writeReport(input)),
    });
    await suite.withWorkers(activities, async (start) => {
      const handle = await start(PILOT);
      expect((await handle.result()) as RunOutcome).toMatchObject({ verdict: 'planned', packageId: null });
      expect(opened(calls)).toEqual([...BEFORE_THE_PLAN, 'pilot', 'plan']);
      expect(calls.at(-1)).toBe('writeReport');
      const view = await handle.query<RunView>('status');
      expect(view).toMatchObject({ status: 'Completed', verdict: 'planned' });
      expect(view.stages.find(({ stage }) => stage === 'pilot')).toMatchObject({ state: 'made', unitsDone: 2, unitsTotal: 2 });
    });
    expect(planned!.request.inputs.pilots).toEqual(fakeRef('pilots'));
    expect(parts).toMatchObject({ pilots: fakeRef('pilots'), plan: fakeRef('plan'), recommendation: fakeRef('recommendation') });
    expect(finished!.trained.map(({ pilot, trainedRows, scores }) => [pilot.covered, trainedRows, Object.keys(scores)])).toEqual([[0, 10, ['tuning', 'heldOut']], [2, 10, ['tuning', 'heldOut']]]);
    expect(finished!.championScores).toEqual([fakeRef('scores')]);
    // From the champion's weights, and never shown the tuning slice while they train.
    expect(asked.map(({ inputs }) => Object.keys(inputs).sort())).toEqual([['config', 'tokenizer', 'train', 'validation', 'weights'], ['config', 'tokenizer', 'train', 'validation', 'weights']]);
  });

  test('goes on though a moved threshold would be enough', async () => {
    const { activities } = fakeActivities({
      finishMine: async (input) => {
        const made = await fakeActivities().activities.finishMine(input);
        return { ...made, summary: { ...made.summary, control: { ...made.summary.control, wouldPass: true } } };
      },
    });
    await suite.withWorkers(activities, async (start) => expect(((await (await start(PILOT)).result()) as RunOutcome).verdict).toBe('planned'));
  });

  test('asks about no false positives where none are held out', async () => {
    const { asked, shortTraining } = noted();
    const { activities } = fakeActivities({
      shortTraining,
      choosePilots: async (job) => ({ ...(await fakeActivities().activities.choosePilots(job)), outputs: { heldOut: fakeRef('none', 0) } }),
    });
    await suite.withWorkers(activities, async (start) => expect(((await (await start(PILOT)).result()) as RunOutcome).verdict).toBe('planned'));
    expect(asked.map(({ score }) => Object.keys(score))).toEqual([['tuning'], ['tuning']]);
  });

  test('parks when a pilot fails for good, after the others are trained, and goes on with changed settings', async () => {
    let diverges = true;
    const { asked, shortTraining } = noted(({ parameters }) => {
      if (!diverges || parameters.train.learningRate === 1e-6) return Promise.resolve();
      diverges = false;
      return Promise.reject(ApplicationFailure.nonRetryable('loss is NaN', 'HONE_TRAINER_DIVERGED'));
    });
    const { activities, calls } = fakeActivities({ shortTraining });
    await suite.withWorkers(activities, async (start) => {
      const handle = await start(PILOT);
      const { parked: [stage] } = await eventually(() => handle.query<RunView>('status'), ({ parked }) => parked.length > 0);
      expect(stage).toMatchObject({ stage: 'pilot', code: 'HONE_TRAINER_DIVERGED', skippable: false });
      expect(asked).toHaveLength(1);
      expect(calls).not.toContain('finishPilot');
      await handle.executeUpdate('resolveStage', { args: [{ parkId: stage!.parkId, action: 'retry', overrides: { train: { learningRate: 1e-6 } } }] });
      expect(((await handle.result()) as RunOutcome).verdict).toBe('planned');
      expect(asked.slice(1).map(({ parameters }) => parameters.train.learningRate)).toEqual([1e-6, 1e-6]);
      await Worker.runReplayHistory({ workflowBundle: suite.bundle }, await handle.fetchHistory());
    });
  });

  test('no other run has them', async () => {
    const { activities, calls } = fakeActivities();
    await suite.withWorkers(activities, async (start) => {
      await (await start([{ pilot: false }])).result();
      expect(opened(calls)).not.toContain('pilot');
      expect(calls).not.toContain('shortTraining');
    });
  });
});
