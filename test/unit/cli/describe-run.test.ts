import { describe, expect, test } from '@jest/globals';
import type { ActivityView } from '../../../adapters/temporal/pending-activities.ts';
import { describeRun } from '../../../cli/describe-run.ts';
import { parkedView, runView, stageView } from '../../support/run-view.ts';
import { WAIVER } from '../../support/waiver.ts';

const activity: ActivityView = {
  id: '7', activity: 'train', queue: 'hone-gpu', state: 'started', attempt: 3,
  progress: { phase: 'epoch 1', done: 1500, total: 40_000, rowsPerSecond: 31.25, secondsLeft: 1232 }, lastFailure: 'out of\n  memory',
};

describe('describeRun', () => {
  test('shows the run and its stages', () => {
    const view = runView({ stages: [stageView({ stage: 'ingest', headline: '9 rows' }), stageView()] });
    expect(describeRun({ run: view.run, state: 'COMPLETED', view, activities: [] })).toBe(
      ['hone-sample-1  Completed  promoted', 'stage   state  result       why', 'ingest  made   9 rows       never made before', 'plan    made   covers half  never made before'].join('\n'),
    );
  });

  test('says of a waiver before anything else', () => {
    const view = runView({ waiver: WAIVER });
    expect(describeRun({ run: view.run, state: 'COMPLETED', view, activities: [] }).split('\n')[1]).toMatch(/^WAIVER: PROMOTED ALTHOUGH ITS GATES FAILED/);
  });

  test('says when somebody was not told', () => {
    const lines = (failed: number): string | undefined => describeRun({ run: 'run-1', state: 'COMPLETED', view: runView({ webhooks: { delivered: 1, failed } }), activities: [] }).split('\n')[1];
    expect(lines(2)).toBe('webhooks not delivered: 2; `hone events run-1` says why');
    expect(lines(0)).not.toContain('webhooks');
  });

  test('shows what is under way, with attempt, queue, progress and the last failure on one line', () => {
    const view = runView({ status: 'Running', verdict: null });
    expect(describeRun({ run: view.run, state: 'RUNNING', view, activities: [activity, { ...activity, activity: 'scoreSplit', state: 'waiting', attempt: 1, progress: null, lastFailure: null }] })).toContain(
      ['', 'under way', '  train       started  attempt 3  on hone-gpu  epoch 1 · 1,500 of 40,000 · 31.3/s · 21 min left · failed before: out of memory', '  scoreSplit  waiting  attempt 1  on hone-gpu'].join('\n'),
    );
  });

  test('ends with the ways on', () => {
    const view = runView({ status: 'AwaitingOperator', verdict: null, parked: [parkedView()] });
    expect(describeRun({ run: view.run, state: 'RUNNING', view, activities: [] })).toMatch(/\n\ntrain is parked: HONE_TRAINER_DIVERGED: The loss became NaN\.\n {2}hone retry hone-sample-1 train-1 /);
  });

  test('without a worker says how it stands, and why it says no more', () => {
    expect(describeRun({ run: 'run-1', state: 'RUNNING', view: null, activities: [] })).toBe('run-1  RUNNING\nno worker is up to say more; `hone up` starts one');
  });
});
