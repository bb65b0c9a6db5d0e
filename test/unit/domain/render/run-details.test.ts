import { describe, expect, test } from '@jest/globals';
import { renderRunDetails } from '../../../../domain/render/run-details.ts';
import { parkedView, runView, stageView } from '../../../support/run-view.ts';
import { WAIVER } from '../../../support/waiver.ts';

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

  test('says how to answer a parked stage, with an example that changes a setting, and skip only where that is allowed', () => {
    const parameters = { model: { base: 'b', maxTokens: 128 }, train: { epochs: 4, learningRate: 2e-5 } };
    const details = renderRunDetails(runView({ status: 'AwaitingOperator', parked: [parkedView({ parameters }), parkedView({ parkId: 'mine-2', stage: 'mine', skippable: true, parameters: {} })] }));
    expect(details).toContain('**train is parked** (HONE_TRAINER_DIVERGED): The loss became NaN.\n\nTo answer, choose *More Actions*, *Send an Update*, name `resolveStage`, with one of these as data:');
    expect(details).toContain('* try again with other settings: `{"parkId":"train-1","action":"retry","overrides":{"train":{"learningRate":0.00002}}}`');
    expect(JSON.parse(/Its settings:\n\n```json\n(.*?)\n```/s.exec(details)![1]!)).toEqual(parameters);
    expect(details).toContain('* go on without it: `{"parkId":"mine-2","action":"skip"}`');
    expect(details.match(/"skip"/g)).toHaveLength(1);
    expect(details.match(/other settings/g)).toHaveLength(1);
  });

  test('says which gates did not pass and how a waiver is written, and shows one that was', () => {
    const details = renderRunDetails(runView({ status: 'AwaitingApproval', approval: { packageId: 'abc'.padEnd(64, '0'), evidenceHash: 'e1', verdict: 'fail', openGates: WAIVER.gates } }));
    expect(details).toContain('**Package abc000000000 did not pass its gates (fail).**');
    expect(details).toContain('| fpr | fail | 2 of 100 are too many |\n| recall | not-enough-evidence | 9 more rows would do |');
    const [, data] = /name `approve`, with `(.*?)`/.exec(details)!;
    expect(JSON.parse(data!)).toMatchObject({ evidenceHash: 'e1', by: expect.any(String), why: expect.any(String), waiver: { by: expect.any(String), why: expect.any(String) } });
    expect(renderRunDetails(runView({ waiver: { ...WAIVER, why: '<script>' } }))).toMatch(/\*\*WAIVER: PROMOTED ALTHOUGH ITS GATES FAILED.*(?<!<)script/);
    expect(renderRunDetails(runView({ waiver: { ...WAIVER, why: '<script>' } }))).not.toContain('<script>');
  });

  test('says how to stop a run that goes on, and only such', () => {
    expect(renderRunDetails(runView({ status: 'Running' }))).toContain('Request Cancellation');
    expect(renderRunDetails(runView({ status: 'Completed' }))).not.toContain('Cancellation');
  });

  test('keeps a message short and harmless, whatever a user wrote into the data', () => {
    const details = renderRunDetails(runView({ parked: [parkedView({ message: `id: "<b>|x*\n\n# y" is not valid. ${'z'.repeat(900)}` })], stages: [stageView({ headline: '<i>', reason: 'run <u>' })] }));
    expect(details).not.toMatch(/<[biu]>|\n# y/);
    expect(details.split('\n').find((line) => line.includes('is parked'))!.length).toBeLessThan(650);
  });

  test('says how to approve', () => {
    const details = renderRunDetails(runView({ approval: { packageId: 'abc'.padEnd(64, '0'), evidenceHash: 'e1', verdict: 'pass' } }));
    expect(details).toContain('**Waiting for approval** of package abc000000000: choose *More Actions*, *Send an Update*, name `approve` or `reject`, with `{"evidenceHash":"e1","by":"your name","why":"what you read in the evidence"}` as data.');
  });
});
