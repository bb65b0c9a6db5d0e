import { describe, expect, test } from '@jest/globals';
import { renderRunDetails } from '../../../../domain/render/run-details.ts';
import { parkedView, runView, stageView } from '../../../support/run-view.ts';

describe('renderRunDetails', () => {
  test('is a table of the stages: state, parts while running, time, result and why', () => {
    const stages = [
      stageView({ stage: 'ingest', state: 'hit', reason: 'made by run x', headline: '9 rows' }),
      stageView({ stage: 'mine', state: 'running', finishedAt: null, headline: '', unitsDone: 3, unitsTotal: 8 }),
      stageView({ stage: 'plan', unitsDone: 8, unitsTotal: 8 }),
    ];
    expect(renderRunDetails(runView({ stages }))).toBe(
      [
        '| stage | state | took | result | why |',
        '|---|---|---|---|---|',
        '| ingest | hit | 12.3 s | 9 rows | made by run x |',
        '| mine | running 3/8 | … |  | never made before |',
        '| plan | made | 12.3 s | covers half | never made before |',
      ].join('\n'),
    );
  });

  test('says how to answer a parked stage, with skip only where that is allowed', () => {
    const details = renderRunDetails(runView({ parked: [parkedView(), parkedView({ parkId: 'mine-2', stage: 'mine', skippable: true })] }));
    expect(details).toContain('**train is parked** (HONE_TRAINER_DIVERGED): The loss became NaN.\n\nSend the update `resolveStage` with `{"parkId": "train-1", "action": "retry"}` (or `abort`).');
    expect(details).toContain('`{"parkId": "mine-2", "action": "retry"}` (or `skip`, `abort`).');
  });

  test('keeps a message short and harmless, whatever a user wrote into the data', () => {
    const details = renderRunDetails(runView({ parked: [parkedView({ message: `id: "<b>|x*\n\n# y" is not valid. ${'z'.repeat(900)}` })], stages: [stageView({ headline: '<i>', reason: 'run <u>' })] }));
    expect(details).not.toMatch(/<[biu]>|\n# y/);
    expect(details.split('\n').find((line) => line.includes('is parked'))!.length).toBeLessThan(650);
  });

  test('says how to approve', () => {
    const details = renderRunDetails(runView({ approval: { packageId: 'abc'.padEnd(64, '0'), evidenceHash: 'e1', verdict: 'pass' } }));
    expect(details).toContain('**Waiting for approval** of package abc000000000: send `approve` or `reject` with `{"evidenceHash": "e1", "by": "…", "why": "…"}`.');
  });
});
