import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { FinishAblationInput } from '../../activities/ablation.ts';
import type { Activities } from '../../activities/index.ts';
import type { ReportParts } from '../../activities/write-report.ts';
import type { RunOutcome, RunView } from '../../domain/run-view.ts';
import { fakeActivities, fakeRef } from '../fakes/activities.ts';
import { workflowSuite } from './support.ts';
import type { WorkflowSuite } from './support.ts';

let suite: WorkflowSuite;
beforeAll(async () => {
  suite = await workflowSuite();
}, 120_000);
afterAll(() => suite.close());

type Asked<Name extends keyof Activities> = Parameters<Activities[Name]>[0];

test('trains every arm with every seed after mining, and ends with the table', async () => {
  let finished: FinishAblationInput | undefined;
  let parts: ReportParts = {};
  const [selected, tables, trainings]: [Asked<'selectSources'>[], Asked<'ablationTable'>[], Asked<'shortTraining'>[]] = [[], [], []];
  const plain = fakeActivities().activities;
  const { activities, calls } = fakeActivities({
    selectSources: (input) => (selected.push(input), plain.selectSources(input)),
    ablationTable: (input) => (tables.push(input), plain.ablationTable(input)),
    shortTraining: (input) => (trainings.push(input), plain.shortTraining(input)),
    finishAblation: (input) => ((finished = input), plain.finishAblation(input)),
    writeReport: (input) => ((parts = input.parts), plain.writeReport(input)),
  });
  await suite.withWorkers(activities, async (start) => {
    const handle = await start([{ ablation: true, overrides: { ablation: { seeds: 2, mix: [0, 2] } } }]);
    expect((await handle.result()) as RunOutcome).toMatchObject({ verdict: 'ablated', packageId: null });
    const view = await handle.query<RunView>('status');
    expect(view.stages.at(-1)).toMatchObject({ stage: 'ablation', state: 'made' });
  });
  expect(calls.filter((call) => call.startsWith('open ')).at(-1)).toBe('open ablation');
  expect(parts).toMatchObject({ ablation: fakeRef('ablation') });
  const arms = finished!.trained.map(({ arm, seeds }) => [arm.method ?? arm.kind, arm.variations, seeds.length]);
  // The fake resolves the sample profile as it is: three seeds, and its own mix.
  expect(arms).toEqual([['nothing-covered', 0, 3], ['mix', 0, 3], ['restructuring', 4, 3], ['synonyms', 4, 3], ['perturbation', 4, 3], ['mix', 2, 3], ['mix', 4, 3], ['mix', 8, 3]]);
  expect(trainings).toHaveLength(24);
  expect([...new Set(trainings.map(({ parameters }) => parameters.seed))].sort()).toEqual([7, 8, 9]);
  // One seed decides the splits whatever is drawn; nothing is chosen where nothing is covered.
  expect(selected).toHaveLength(21);
  expect(new Set(selected.map(({ request }) => request.parameters.seed))).toEqual(new Set([7]));
  expect(selected.filter(({ request: { parameters } }) => parameters.maliciousAugmentations > 0).map(({ request: { parameters } }) => [parameters.variationsPerFalsePositive, parameters.maliciousAugmentations])).toEqual([[0, 400], [0, 400], [0, 400]]);
  expect(tables.filter(({ parameters }) => parameters.method === 'synonyms')).toHaveLength(3);
});

test('no other run has it', async () => {
  const { activities, calls } = fakeActivities();
  await suite.withWorkers(activities, async (start) => {
    expect(((await (await start([{ ablation: false }])).result()) as RunOutcome).verdict).not.toBe('ablated');
    expect(calls).not.toContain('finishAblation');
  });
});
