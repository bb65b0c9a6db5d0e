import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import { Worker } from '@temporalio/worker';
import type { Activities } from '../../activities/index.ts';
import { dataConverter } from '../../adapters/temporal/data-converter.ts';
import type { ArtifactRef } from '../../domain/artifact-ref.ts';
import type { RunOutcome, RunView } from '../../domain/run-view.ts';
import { fakeActivities, fakeRef } from '../fakes/activities.ts';
import { eventually, workflowSuite } from './support.ts';
import type { WorkflowSuite } from './support.ts';

let suite: WorkflowSuite;
beforeAll(async () => {
  suite = await workflowSuite();
}, 120_000);
afterAll(() => suite.close());

interface Asked {
  readonly parameters: object;
  readonly inputs: Readonly<Record<string, ArtifactRef>>;
}

/** What each stage was asked for, and what `finishProbe` was given. */
function watched(replaced: Partial<Activities> = {}): { activities: Activities; calls: string[]; asked: Map<string, Asked>; finished: Parameters<Activities['finishProbe']>[0][] } {
  const usual = fakeActivities().activities;
  const asked = new Map<string, Asked>();
  const finished: Parameters<Activities['finishProbe']>[0][] = [];
  const { activities, calls } = fakeActivities({
    openStage: (input) => {
      asked.set(input.request.stage, input.request);
      return usual.openStage(input);
    },
    finishProbe: (input) => {
      finished.push(input);
      return usual.finishProbe(input);
    },
    scoreChunk: ({ rows, range, model }) => Promise.resolve({ key: 'k', outputs: { scores: fakeRef(`${rows.uri} ${range.from} by ${model.model.uri}`) }, summary: {}, headline: '' }),
    resolveChampion: () => Promise.resolve({ packageId: 'champion', files: { model: fakeRef('old'), tokenizer: fakeRef('old-t'), honeJson: fakeRef('old-h') }, weights: null, evidenceHash: null }),
    ...replaced,
  });
  return { activities, calls, asked, finished };
}

const withSets: Partial<Activities> = {
  ingest: async (job) => {
    const made = await fakeActivities().activities.ingest(job);
    return { ...made, outputs: { ...made.outputs, unseen: fakeRef('unseen', 3_000), later: fakeRef('later', 0), 'extra-partners': fakeRef('partners', 4), 'extra-none': fakeRef('empty', 0) } };
  },
};

describe('the stage probe', () => {
  test('comes before certify, scores each set with both models, and hands what it measured to certify', async () => {
    const { activities, calls, asked, finished } = watched(withSets);
    await suite.withWorkers(activities, async (start) => {
      const handle = await start([{ overrides: {} }]);
      expect(((await handle.result()) as RunOutcome).verdict).toBe('promoted');
      const opened = calls.filter((call) => call.startsWith('open ')).map((call) => call.slice(5));
      expect(opened.slice(opened.indexOf('convert'), opened.indexOf('package'))).toEqual(['convert', 'probe', 'certify']);
      // No look has been declared when the probe is done.
      expect(calls.indexOf('finishProbe')).toBeLessThan(calls.indexOf('declareLook'));
      await Worker.runReplayHistory({ workflowBundle: suite.bundle, dataConverter }, await handle.fetchHistory());
    });
    const { inputs } = asked.get('probe')!;
    expect(inputs).toMatchObject({ tuning: { sha256: 'tuning' }, train: { sha256: 'train' }, unseen: { sha256: 'unseen' }, 'extra-partners': { sha256: 'partners' }, model: { sha256: 'model' } });
    expect(Object.keys(inputs).sort()).toEqual(['extra-partners', 'honeJson', 'model', 'tokenizer', 'train', 'tuning', 'unseen']);
    expect(finished[0]!.scored.map(({ table, champion, challenger }) => [table, champion.length, challenger.length])).toEqual([['tuning', 1, 1], ['unseen', 2, 2], ['augmented', 0, 0], ['extra-partners', 1, 1]]);
    expect(finished[0]!.scored[1]!.challenger.map(({ sha256 }) => sha256)).toEqual(['store:unseen 0 by store:model', 'store:unseen 2500 by store:model']);
    expect(asked.get('certify')!.inputs).toHaveProperty('probe.sha256', 'probe');
    expect(asked.get('assemble')!.inputs).toMatchObject({ unseen: { sha256: 'unseen' }, 'extra-partners': { sha256: 'partners' } });
  });

  test('goes without sets that a run does not have', async () => {
    const { activities, asked } = watched();
    await suite.withWorkers(activities, async (start) => void (await (await start()).result()));
    expect(Object.keys(asked.get('probe')!.inputs).sort()).toEqual(['honeJson', 'model', 'tokenizer', 'train', 'tuning']);
  });

  test('can be skipped: certify goes without it', async () => {
    const { activities, asked } = watched({ finishProbe: () => Promise.reject(ApplicationFailure.nonRetryable('broken', 'HONE_INTERNAL')) });
    await suite.withWorkers(activities, async (start) => {
      const handle = await start();
      const { parked: [stage] } = await eventually(() => handle.query<RunView>('status'), ({ parked }) => parked.length > 0);
      expect(stage).toMatchObject({ stage: 'probe', skippable: true });
      await handle.executeUpdate('resolveStage', { args: [{ parkId: stage!.parkId, action: 'skip', by: 'ada' }] });
      expect(((await handle.result()) as RunOutcome).verdict).toBe('promoted');
      await Worker.runReplayHistory({ workflowBundle: suite.bundle, dataConverter }, await handle.fetchHistory());
    });
    expect(asked.get('certify')!.inputs).not.toHaveProperty('probe');
  });

  test('holds out only what the profile names, and cuts it as the run cuts', async () => {
    const { activities, asked } = watched();
    await suite.withWorkers(activities, async (start) => void (await (await start()).result()));
    expect(asked.get('ingest')!.parameters).toMatchObject({ holdOut: { unseen: { benign: expect.any(Array) }, seed: 7, cuts: { trafficTuning: expect.any(Number) } } });
    const { activities: plain, asked: askedPlain } = watched({
      resolveRequest: async (input) => {
        const resolved = await fakeActivities().activities.resolveRequest(input);
        const { unseen, ...profile } = resolved.profile;
        expect(unseen).toBeDefined();
        return { ...resolved, profile };
      },
    });
    await suite.withWorkers(plain, async (start) => void (await (await start()).result()));
    expect(askedPlain.get('ingest')!.parameters).not.toHaveProperty('holdOut');
  });
});
