import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import { Worker } from '@temporalio/worker';
import type { Activities } from '../../activities/index.ts';
import type { FinishStressInput } from '../../activities/stress.ts';
import type { ReportParts } from '../../activities/write-report.ts';
import { mergePatch } from '../../domain/merge-patch.ts';
import type { StressSettings } from '../../domain/profile.ts';
import type { RunView } from '../../domain/run-view.ts';
import type { StageRequest } from '../../domain/stages.ts';
import { parseProfile } from '../../schemas/profile.ts';
import { fakeActivities, fakeRef } from '../fakes/activities.ts';
import { eventually, workflowSuite } from './support.ts';
import type { WorkflowSuite } from './support.ts';

let suite: WorkflowSuite;
beforeAll(async () => {
  suite = await workflowSuite();
}, 120_000);
afterAll(() => suite.close());

const SETTINGS: StressSettings = { rowsPerFamily: 9, benignRows: 8, adaptive: { attacks: 12, queries: 30 } };

/** Activities of a run whose profile asks for the trial (or not), and what they were asked. */
function stressed(settings: StressSettings | undefined, replaced: Partial<Activities> = {}) {
  const seen = { asked: new Map<string, StageRequest>(), scored: [] as string[], attacked: [] as string[], finished: [] as FinishStressInput[], parts: {} as ReportParts };
  const plain = fakeActivities().activities;
  const { activities, calls } = fakeActivities({
    resolveRequest: async (input) => {
      const resolved = await plain.resolveRequest(input);
      return { ...resolved, profile: parseProfile(mergePatch(resolved.profile, { stress: settings ?? null })) };
    },
    openStage: (input) => (seen.asked.set(input.request.stage, input.request), plain.openStage(input)),
    scoreChunk: (input) => (seen.scored.push(`${input.rows.sha256} by ${input.model.tokenizer.sha256}`), plain.scoreChunk(input)),
    attackChunk: (input) => (seen.attacked.push(`${input.range.from}–${input.range.to} for ${input.queries}`), plain.attackChunk(input)),
    chooseStressed: async (input) => {
      const chosen = await plain.chooseStressed(input);
      return { ...chosen, outputs: { ...chosen.outputs, attacked: fakeRef('attacked', 12) } };
    },
    finishStress: (input) => (seen.finished.push(input), plain.finishStress(input)),
    writeReport: (input) => ((seen.parts = input.parts), plain.writeReport(input)),
    ...replaced,
  });
  return { activities, calls, seen };
}

const stageOf = (view: RunView) => view.stages.find(({ stage }) => stage === 'stress');

describe('a run whose profile asks for the trial', () => {
  test('scores disguises with both models, attacks both, scores again without the normaliser, and certifies with what it found', async () => {
    const { activities, calls, seen } = stressed(SETTINGS);
    await suite.withWorkers(activities, async (start) => {
      const handle = await start();
      expect(await handle.result()).toMatchObject({ verdict: 'promoted' });
      expect(stageOf(await handle.query<RunView>('status'))).toMatchObject({ state: 'made' });
      await Worker.runReplayHistory({ workflowBundle: suite.bundle }, await handle.fetchHistory());
    });
    expect(seen.asked.get('stress')).toMatchObject({ parameters: { ...SETTINGS, severities: [0.1, 0.3, 0.6], seed: 7, champion: { model: { sha256: 'model' } } }, inputs: { tuning: { sha256: 'tuning' }, honeJson: { sha256: 'honeJson' } } });
    // The two models have the same fake files here.
    expect(seen.scored.filter((each) => /^(?:attacks|benign|middle) /.test(each)).sort()).toEqual(['attacks by tokenizer', 'attacks by tokenizer', 'benign by tokenizer', 'benign by tokenizer', 'middle by bareTokenizer']);
    expect(seen.attacked.sort()).toEqual(['0–5', '0–5', '10–12', '10–12', '5–10', '5–10'].map((range) => `${range} for 30`));
    expect(seen.finished[0]).toMatchObject({ scores: { champion: [{}, {}], challenger: [{}, {}] }, bare: [{}], outcomes: { champion: [{}, {}, {}], challenger: [{}, {}, {}] } });
    expect(seen.asked.get('certify')?.inputs).toHaveProperty('stress', fakeRef('stress'));
    expect(seen.parts).toMatchObject({ stress: fakeRef('stress') });
    expect(calls.indexOf('finishConvert')).toBeLessThan(calls.indexOf('open stress'));
    expect(calls.indexOf('finishStress')).toBeLessThan(calls.indexOf('declareLook'));
  });

  test('severities are the profile\'s where it has any, and a challenger without a normaliser is not scored again', async () => {
    const plain = fakeActivities().activities;
    const { activities, seen } = stressed({ ...SETTINGS, severities: [0.2] }, {
      chooseStressed: async (input) => ({ ...(await plain.chooseStressed(input)), summary: { normaliser: 'none', unseenAttacks: 0 } }),
    });
    await suite.withWorkers(activities, async (start) => void (await (await start()).result()));
    expect(seen.asked.get('stress')?.parameters).toMatchObject({ severities: [0.2] });
    expect(seen.scored.filter((each) => each.startsWith('middle'))).toEqual([]);
    expect(seen.finished[0]!.bare).toEqual([]);
  });

  test('can be skipped: the run certifies without it', async () => {
    const { activities, seen } = stressed(SETTINGS, { attackChunk: () => Promise.reject(ApplicationFailure.nonRetryable('no', 'HONE_INTERNAL')) });
    await suite.withWorkers(activities, async (start) => {
      const handle = await start();
      const view = await eventually(() => handle.query<RunView>('status'), ({ parked }) => parked.length === 1);
      expect(view.parked[0]).toMatchObject({ stage: 'stress', skippable: true });
      await handle.executeUpdate('resolveStage', { args: [{ parkId: view.parked[0]!.parkId, action: 'skip' }] });
      expect(await handle.result()).toMatchObject({ verdict: 'promoted' });
      expect(stageOf(await handle.query<RunView>('status'))).toMatchObject({ state: 'skipped' });
      await Worker.runReplayHistory({ workflowBundle: suite.bundle }, await handle.fetchHistory());
    });
    expect(seen.finished).toEqual([]);
    expect(seen.asked.get('certify')?.inputs).not.toHaveProperty('stress');
    expect(seen.parts).not.toHaveProperty('stress');
  });
});

test('a run whose profile does not ask for it has no such stage', async () => {
  const { activities, seen } = stressed(undefined);
  await suite.withWorkers(activities, async (start) => void (await (await start()).result()));
  expect(seen.asked.has('stress')).toBe(false);
  expect(seen.asked.get('certify')?.inputs).not.toHaveProperty('stress');
});
