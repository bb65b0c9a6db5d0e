import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Activities } from '../../activities/index.ts';
import type { FinishLosoInput } from '../../activities/loso.ts';
import type { ReportParts } from '../../activities/write-report.ts';
import type { RunOutcome, RunView } from '../../domain/run-view.ts';
import { fakeActivities, fakeRef, outcome } from '../fakes/activities.ts';
import { parseProfile } from '../../schemas/profile.ts';
import sample from '../../profiles/sample.json' with { type: 'json' };
import { workflowSuite } from './support.ts';
import type { WorkflowSuite } from './support.ts';

let suite: WorkflowSuite;
beforeAll(async () => {
  suite = await workflowSuite();
}, 120_000);
afterAll(() => suite.close());

type Asked<Name extends keyof Activities> = Parameters<Activities[Name]>[0];

const RECIPES = [{ name: 'merged', mergeShare: 0.4 }, { name: 'anew', coverage: 0, hardNegatives: 9, contrastPairs: 3, train: { startFrom: 'base' } }];

test('trains a champion and every recipe in each rotation, and ends with what they are worth', async () => {
  let finished: FinishLosoInput | undefined;
  let parts: ReportParts = {};
  const [trainings, merges, selected, tables]: [Asked<'shortTraining'>[], Asked<'mergeModels'>[], Asked<'selectSources'>[], Asked<'pilotTable'>[]] = [[], [], [], []];
  const plain = fakeActivities().activities;
  const profile = parseProfile({ ...sample, loso: { rotations: [], recipes: RECIPES, poolRows: 10, evaluationRows: 10 } });
  const kept = ['evaluation', 'pool', 'weights', 'config', 'tokenizer'];
  const { activities, calls } = fakeActivities({
    resolveRequest: async (input) => ({ ...(await plain.resolveRequest(input)), profile }),
    ingest: async (job) => {
      const made = await plain.ingest(job);
      return { ...made, outputs: { ...made.outputs, contrastPairs: fakeRef('pairs', 6) } };
    },
    leaveOut: async (input) => {
      const made = await plain.leaveOut(input);
      return { ...made, outputs: { ...made.outputs, ...(input.inputs.contrastPairs?.sha256 === 'pairs' && { contrastPairs: fakeRef('left pairs', 6) }) } };
    },
    shortTraining: (input) => (trainings.push(input), Promise.resolve(outcome(kept, {}))),
    mergeModels: (input) => (merges.push(input), plain.mergeModels(input)),
    selectSources: (input) => (selected.push(input), plain.selectSources(input)),
    pilotTable: (input) => (tables.push(input), plain.pilotTable(input)),
    finishLoso: (input) => ((finished = input), plain.finishLoso(input)),
    writeReport: (input) => ((parts = input.parts), plain.writeReport(input)),
  });
  await suite.withWorkers(activities, async (start) => {
    const handle = await start([{ loso: true }]);
    expect((await handle.result()) as RunOutcome).toMatchObject({ verdict: 'rotated', packageId: null });
    const view = await handle.query<RunView>('status');
    expect(view.stages.at(-1)).toMatchObject({ stage: 'loso', state: 'made', unitsDone: 8, unitsTotal: 8 });
  });
  expect(parts).toMatchObject({ loso: fakeRef('loso') });
  expect(finished!.trained.map(({ rotation, recipes }) => [rotation.name, recipes.map(({ name }) => name)])).toEqual([['one', ['the profile', 'merged', 'anew']], ['two', ['the profile', 'merged', 'anew']]]);
  expect(trainings).toHaveLength(8);
  // The champion starts from the base model, as a bootstrap does; recipes from the champion, unless they say otherwise.
  expect(trainings.filter(({ inputs }) => inputs.weights === undefined)).toHaveLength(4);
  // Two champions, and the one training that is measured by itself and as an average.
  expect(trainings.filter(({ keep }) => keep)).toHaveLength(6);
  expect(merges.map(({ share }) => share)).toEqual([0.4, 0.4]);
  // Half of the 8 found; as many as may be trained on; none.
  expect(selected.map(({ request: { parameters } }) => parameters.allocation['all']).sort()).toEqual([0, 0, 4, 4, 4, 4]);
  expect(tables.map(({ parameters }) => parameters.hardNegatives)).toEqual(expect.arrayContaining([9]));
  const paired = tables.filter(({ parameters: { contrastPairs } }) => contrastPairs === 3);
  expect(paired.map(({ inputs }) => inputs.contrastPairs?.sha256)).toEqual(['left pairs', 'left pairs']);
  expect(calls).not.toContain('declareLook');
});
