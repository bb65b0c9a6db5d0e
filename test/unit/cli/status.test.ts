import { describe, expect, test } from '@jest/globals';
import { describeRun } from '../../../cli/status.ts';
import { parkedView, runView, stageView } from '../../support/run-view.ts';

describe('describeRun', () => {
  test('shows the run and its stages', () => {
    expect(describeRun(runView({ stages: [stageView({ stage: 'ingest', headline: '9 rows' }), stageView()] }))).toBe(
      ['hone-sample-1  Completed  promoted', 'stage   state  result       why', 'ingest  made   9 rows       never made before', 'plan    made   covers half  never made before'].join('\n'),
    );
  });

  test('says of a parked stage why, and every way on', () => {
    const text = describeRun(runView({ status: 'AwaitingOperator', verdict: null, parked: [parkedView(), parkedView({ parkId: 'mine-2', stage: 'mine', skippable: true })] }));
    expect(text.split('\n')[0]).toBe('hone-sample-1  AwaitingOperator');
    expect(text).toContain('train is parked: HONE_TRAINER_DIVERGED: The loss became NaN.\n  hone retry hone-sample-1 train-1  ·  hone abort hone-sample-1');
    expect(text).toContain('  hone retry hone-sample-1 mine-2  ·  hone skip hone-sample-1 mine-2  ·  hone abort hone-sample-1');
  });

  test('gives the whole command to approve', () => {
    const text = describeRun(runView({ approval: { packageId: 'abc'.padEnd(64, '0'), evidenceHash: 'e1', verdict: 'pass' } }));
    expect(text).toContain('waits for approval of package abc000000000:\n  hone approve hone-sample-1 --evidence e1 --why "…"');
  });
});
