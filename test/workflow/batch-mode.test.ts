import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import { Worker } from '@temporalio/worker';
import type { Activities } from '../../activities/index.ts';
import type { ResolvedRun } from '../../activities/resolve-request.ts';
import type { GenerateChunkInput } from '../../activities/generate/generate-chunk.ts';
import type { RunOutcome, RunView } from '../../domain/run-view.ts';
import { fakeActivities, fakeRef } from '../fakes/activities.ts';
import { eventually, workflowSuite } from './support.ts';
import type { WorkflowSuite } from './support.ts';

let suite: WorkflowSuite;
beforeAll(async () => {
  suite = await workflowSuite();
}, 120_000);
afterAll(() => suite.close());

const PROVIDERS = { paraphrase: { available: true, identity: 'openai at test: fake-1', through: 'language-model' } } as const;

/** A run whose profile paraphrases; `rows` sources. */
function paraphrasing(mode: 'direct' | 'batch', replaced: Partial<Activities> = {}, rows = 10) {
  const seen: { chunk?: GenerateChunkInput; finished?: Parameters<Activities['finishGenerate']>[0] } = {};
  const resolveRequest: Activities['resolveRequest'] = async (input): Promise<ResolvedRun> => {
    const resolved = await fakeActivities().activities.resolveRequest(input);
    const augmentation = { ...resolved.profile.augmentation, methods: { restructuring: 0.5, paraphrase: 0.5 } };
    return { ...resolved, providers: PROVIDERS, profile: { ...resolved.profile, augmentation: { ...augmentation, languageModel: { ...augmentation.languageModel, mode } } } };
  };
  const { activities, calls } = fakeActivities({
    resolveRequest,
    selectSources: async (job) => ({ ...(await fakeActivities().activities.selectSources(job)), outputs: { sources: fakeRef('sources', rows), covered: fakeRef('covered') } }),
    generateChunk: (input) => ((seen.chunk = input), fakeActivities().activities.generateChunk(input)),
    finishGenerate: (input) => ((seen.finished = input), fakeActivities().activities.finishGenerate(input)),
    ...replaced,
  });
  return { activities, calls, seen };
}

describe('a run that paraphrases', () => {
  test('gives its chunks the providers and prices; in direct mode there are no batches', async () => {
    const { activities, calls, seen } = paraphrasing('direct');
    await suite.withWorkers(activities, async (start) => expect(((await (await start()).result()) as RunOutcome).verdict).toBeTruthy());
    expect(seen.chunk).toMatchObject({ providers: PROVIDERS, llm: { model: 'gpt-4.1-mini', variationsPerCall: 8 } });
    expect(calls).not.toContain('submitBatches');
    expect(seen.finished).not.toHaveProperty('batched');
  });

  test('in batch mode fills the answers before its chunks: polls on a timer, and asks again what did not come', async () => {
    const polls: number[] = [];
    const submitted: string[] = [];
    const { activities, calls, seen } = paraphrasing('batch', {
      submitBatches: ({ range, round }) => {
        const id = `batch-${range.from}-${round}`;
        submitted.push(id);
        return Promise.resolve({ batches: [{ id, name: `name of ${id}`, requests: 100 }], asked: 100, missing: 100 });
      },
      batchStatus: ({ ids, nextInMs }) => {
        polls.push(nextInMs);
        return Promise.resolve({ underWay: polls.length < 12 ? ids : [], failures: [], done: 10, total: 100 * ids.length });
      },
      // Of the first range one never comes.
      collectBatches: ({ range }) => Promise.resolve(range.from === 0 ? { came: 99, missing: 1 } : { came: 100, missing: 0 }),
    }, 2_500);
    await suite.withWorkers(activities, async (start) => {
      const handle = await start();
      expect(((await handle.result()) as RunOutcome).verdict).toBeTruthy();
      await Worker.runReplayHistory({ workflowBundle: suite.bundle }, await handle.fetchHistory());
    });
    expect(submitted.sort()).toEqual(['batch-0-0', 'batch-0-1', 'batch-0-2', 'batch-2000-0']);
    expect(polls.slice(0, 3)).toEqual([45_000, 67_500, 101_250]);
    expect(Math.max(...polls)).toBe(900_000);
    expect(calls.indexOf('generateChunk')).toBeGreaterThan(calls.lastIndexOf('collectBatches'));
    expect(seen.finished!.batched).toEqual({ mode: 'batch', batches: 4, requests: 200, answers: 397 });
  });

  test('parks when its budget is used up, and goes on with the raised one: what others had made stays', async () => {
    const budgets: number[] = [];
    const { activities } = paraphrasing('direct', {
      generateChunk: (input) => {
        const { tokens } = input.augmentation.languageModel.budget;
        budgets.push(tokens);
        if (tokens < 30_000_000) return Promise.reject(ApplicationFailure.nonRetryable('the budget of this run is used up', 'HONE_BUDGET_USED_UP'));
        return fakeActivities().activities.generateChunk(input);
      },
    });
    await suite.withWorkers(activities, async (start) => {
      const handle = await start();
      const { parked: [stage] } = await eventually(() => handle.query<RunView>('status'), ({ parked }) => parked.length > 0);
      expect(stage).toMatchObject({ stage: 'generate', code: 'HONE_BUDGET_USED_UP', message: 'the budget of this run is used up' });
      const overrides = { augmentation: { languageModel: { budget: { tokens: 30_000_000 } } } };
      await handle.executeUpdate('resolveStage', { args: [{ parkId: stage!.parkId, action: 'retry', overrides }] });
      expect(((await handle.result()) as RunOutcome).verdict).toBe('promoted');
    });
    expect([budgets[0]! < 30_000_000, budgets.at(-1)]).toEqual([true, 30_000_000]);
  });

  test('a provider without batches is asked directly, and the accounts say so', async () => {
    const { activities, calls, seen } = paraphrasing('batch', { submitBatches: () => Promise.resolve({ batches: [], asked: 0, missing: 0, reason: 'it has no batch API' }) });
    await suite.withWorkers(activities, async (start) => void (await (await start()).result()));
    expect(calls).not.toContain('batchStatus');
    expect(calls).toContain('generateChunk');
    expect(seen.finished!.batched).toEqual({ mode: 'direct', reason: 'it has no batch API' });
  });

  test('a run that is cancelled while it waits cancels its batches', async () => {
    let cancelled: readonly string[] = [];
    const { activities, calls } = paraphrasing('batch', {
      submitBatches: () => Promise.resolve({ batches: [{ id: 'batch-1', name: 'n', requests: 5 }], asked: 5, missing: 5 }),
      batchStatus: ({ ids }) => Promise.resolve({ underWay: ids, failures: [], done: 1, total: 5 }),
      cancelBatches: ({ ids }) => ((cancelled = ids), Promise.resolve()),
    });
    await suite.withWorkers(activities, async (start) => {
      const handle = await start();
      await eventually(() => handle.query<RunView>('status'), ({ stages }) => stages.some(({ stage, unitsTotal }) => stage === 'generate' && unitsTotal > 0) || calls.includes('submitBatches'));
      await handle.cancel();
      await expect(handle.result()).rejects.toThrow();
    });
    expect(cancelled).toEqual(['batch-1']);
    expect(calls).not.toContain('generateChunk');
  });

  test('pilots ask with the same providers', async () => {
    const { activities, seen } = paraphrasing('direct');
    await suite.withWorkers(activities, async (start) => expect(((await (await start([{ pilot: true }])).result()) as RunOutcome).verdict).toBe('planned'));
    expect(seen.chunk).toMatchObject({ providers: PROVIDERS, llm: { model: 'gpt-4.1-mini' } });
  });
});
