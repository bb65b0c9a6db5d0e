import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ApplicationFailure, defineSearchAttributeKey } from '@temporalio/common';
import { Worker } from '@temporalio/worker';
import { WorkflowFailedError, WorkflowUpdateFailedError } from '@temporalio/client';
import type { Activities } from '../../activities/index.ts';
import type { ArtifactRef } from '../../domain/artifact-ref.ts';
import type { RunOutcome, RunView } from '../../domain/run-view.ts';
import { STAGES } from '../../domain/stages.ts';
import sample from '../../profiles/sample.json' with { type: 'json' };
import { parseProfile } from '../../schemas/profile.ts';
import { fakeActivities, fakeRef } from '../fakes/activities.ts';
import { cancelled, eventually, workflowSuite } from './support.ts';
import type { Start, WorkflowSuite } from './support.ts';

let suite: WorkflowSuite;
beforeAll(async () => {
  suite = await workflowSuite();
}, 120_000);
afterAll(() => suite.close());

const view = (handle: Awaited<ReturnType<Start>>): Promise<RunView> => handle.query<RunView>('status');
const parked = (handle: Awaited<ReturnType<Start>>): Promise<RunView> => eventually(() => view(handle), ({ parked: stages }) => stages.length > 0);
const failing = (type: string, message = 'broken'): (() => Promise<never>) => () => Promise.reject(ApplicationFailure.nonRetryable(message, type));

function withProfile(change: (profile: typeof sample) => object, replaced: Partial<Activities> = {}): ReturnType<typeof fakeActivities> {
  const profile = parseProfile({ ...sample, ...change(sample) });
  return fakeActivities({ resolveRequest: async (input) => ({ ...(await fakeActivities().activities.resolveRequest(input)), profile }), ...replaced });
}

describe('the story', () => {
  test.each([['an empty object', [{}]], ['no argument', []]])('started with %s, runs every stage in order and promotes', async (_name, args) => {
    const { activities, calls } = fakeActivities();
    await suite.withWorkers(activities, async (start) => {
      const handle = await start(args);
      const outcome = (await handle.result()) as RunOutcome;
      expect(outcome.verdict).toBe('promoted');
      const opened = calls.filter((call) => call.startsWith('open ')).map((call) => call.slice(5));
      expect(opened).toEqual(STAGES.filter((stage) => stage !== 'promote'));
      const shown = await view(handle);
      expect(shown).toMatchObject({ status: 'Completed', verdict: 'promoted', report: outcome.report });
      expect(shown.stages.map(({ state }) => state)).toEqual(STAGES.map(() => 'made'));
    });
  });

  test('a hit makes nothing', async () => {
    const { activities, calls } = fakeActivities({
      openStage: ({ request, owner, refresh }) =>
        request.stage === 'ingest'
          ? Promise.resolve({ state: 'hit', reason: 'verified', outcome: { key: 'k', outputs: { training: fakeRef('t'), traffic: fakeRef('b'), attacks: fakeRef('a'), falsePositives: fakeRef('none', 0) }, summary: {}, headline: 'old' } })
          : Promise.resolve({ state: 'miss', reason: 'new', lease: { key: request.stage, owner, token: 1, refresh } }),
    });
    await suite.withWorkers(activities, async (start) => {
      const handle = await start();
      await handle.result();
      expect(calls).not.toContain('ingest');
      expect((await view(handle)).stages[0]).toMatchObject({ stage: 'ingest', state: 'hit', reason: 'verified', headline: 'old' });
    });
  });

  test('hard negatives: those to learn from reach the plan and the splits, those to measure on every model', async () => {
    const { activities: usual } = fakeActivities();
    const asked = new Map<string, { parameters: object; inputs: Record<string, ArtifactRef> }>();
    let judged: object = {};
    const { activities, calls } = fakeActivities({
      openStage: (input) => {
        asked.set(input.request.stage, input.request);
        return usual.openStage(input);
      },
      ingest: async (job) => {
        const made = await usual.ingest(job);
        return { ...made, outputs: { ...made.outputs, hardNegatives: fakeRef('measured', 5), trainingHardNegatives: fakeRef('learned', 9), contrastPairs: fakeRef('pairs', 6) } };
      },
      plan: async (job) => {
        const made = await usual.plan(job);
        return { ...made, summary: { ...made.summary, hardNegatives: 7, contrastPairs: 3 } };
      },
      finishCertify: (input) => {
        judged = input;
        return usual.finishCertify(input);
      },
    });
    await suite.withWorkers(activities, async (start) => {
      expect(((await (await start()).result()) as RunOutcome).verdict).toBe('promoted');
    });
    expect(asked.get('plan')?.inputs).toMatchObject({ trainingHardNegatives: { sha256: 'learned' }, contrastPairs: { sha256: 'pairs' } });
    expect(asked.get('assemble')).toMatchObject({ parameters: { hardNegatives: 7, contrastPairs: 3 }, inputs: { trainingHardNegatives: { sha256: 'learned' }, contrastPairs: { sha256: 'pairs' }, hardNegatives: { sha256: 'measured' } } });
    expect(asked.get('certify')?.inputs).toHaveProperty('hardNegatives.sha256', 'measured');
    // Another certificate makes another package.
    expect(asked.get('package')?.parameters).toHaveProperty('judged', 'certificate');
    // One table of ten rows is one call: pool, tuning and hard negatives for `mine`, certification rows and hard negatives by both models, tuning and hard negatives for `probe` by both; the sample of the variations; and for
    // `validate` the champion's scores of the tuning slice, which are there already.
    expect(calls.filter((call) => call === 'scoreChunk')).toHaveLength(3 + 4 + 4 + 1 + 1);
    expect(judged).toHaveProperty('hard.challenger.0.sha256', 'scores');
  });

  test('the chances of a look are known, shown and handed on before it is spent', async () => {
    const rates = { n: 10, rate: 0.9, probability: 0.5, low: 0.4, high: 0.6, needed: 100 };
    const forecast = [{ gate: 'recall', label: 'malicious' as const, limit: 0.95, confidence: 0.995, rows: rates, groups: rates, probability: 0.5, sentence: '' }];
    const { activities: usual } = fakeActivities();
    let handle: Awaited<ReturnType<Start>> | undefined;
    const seen: unknown[] = [];
    const { activities, calls } = fakeActivities({
      forecastLook: ({ attachments }) => {
        seen.push(attachments);
        return Promise.resolve(forecast);
      },
      declareLook: async (job) => {
        const { stages } = await view(handle!);
        seen.push(job.forecast, stages.find(({ stage }) => stage === 'certify')?.headline);
        return usual.declareLook(job);
      },
      finishCertify: (input) => {
        seen.push(input.forecast);
        return withToCollect(input);
      },
    });
    const withToCollect: typeof usual.finishCertify = async (input) => {
      const made = await usual.finishCertify(input);
      return { ...made, summary: { ...made.summary, verdict: 'not-enough-evidence', toCollect: ['recall: 90 more groups'] } };
    };
    await suite.withWorkers(activities, async (start) => {
      handle = await start();
      expect((await handle.result()) as RunOutcome).toMatchObject({ verdict: 'not-enough-evidence', toCollect: ['recall: 90 more groups'] });
    });
    expect(seen).toEqual([{ latency: fakeRef('latency'), equivalence: fakeRef('equivalence'), championLatency: fakeRef('latency') }, forecast, 'chance of passing: recall 50.0 %', forecast]);
    expect(calls.indexOf('forecastLook')).toBeLessThan(calls.indexOf('declareLook'));
  });

  test('without hard negatives no stage is asked for any', async () => {
    const { activities: usual } = fakeActivities();
    const asked: string[] = [];
    const { activities } = fakeActivities({
      openStage: (input) => {
        asked.push(JSON.stringify(input.request));
        return usual.openStage(input);
      },
    });
    await suite.withWorkers(activities, async (start) => void (await (await start()).result()));
    expect(asked.filter((request) => /"(trainingH|h)ardNegatives":\{/.test(request) || (request.includes('"stage":"assemble"') && request.includes('ardNegatives')))).toEqual([]);
  });

  test.each([
    ['with its weights', { weights: fakeRef('w'), config: fakeRef('c'), tokenizer: fakeRef('t') }, ['config', 'tokenizer', 'train', 'tuning', 'validation', 'weights']],
    ['as an ONNX file, without weights', null, ['train', 'tuning', 'validation']],
  ])('an imported champion %s mines, and training starts from what there is', async (_, weights, inputs) => {
    const files = { model: fakeRef('imported'), tokenizer: fakeRef('it'), honeJson: fakeRef('ih') };
    const asked = new Map<string, { inputs: Record<string, ArtifactRef> }>();
    const { activities: usual } = fakeActivities();
    const { activities, calls } = withProfile(({ train }) => ({ champion: 'alias:champion', train: { ...train, startFrom: 'champion' } }), {
      resolveChampion: ({ alias }) => Promise.resolve({ packageId: `imported as ${alias}`, files, weights, evidenceHash: null }),
      openStage: (input) => {
        asked.set(input.request.stage, input.request);
        return usual.openStage(input);
      },
    });
    await suite.withWorkers(activities, async (start) => {
      expect(((await (await start()).result()) as RunOutcome).verdict).toBe('promoted');
    });
    expect(asked.get('mine')?.inputs).toMatchObject({ model: { sha256: 'imported' }, honeJson: { sha256: 'ih' } });
    expect(Object.keys(asked.get('train')!.inputs).sort()).toEqual(inputs);
    expect(calls).not.toContain('registerBootstrap');
  });

  test('waits while another run makes a stage, and then takes its result', async () => {
    let asked = 0;
    const { activities } = fakeActivities({
      openStage: ({ request, owner, refresh }) => {
        if (request.stage === 'plan' && asked++ < 2) return Promise.resolve({ state: 'busy', holder: 'other', retryAfterMs: 60_000, reason: 'run other is making it' });
        return Promise.resolve({ state: 'miss', reason: 'new', lease: { key: request.stage, owner, token: 1, refresh } });
      },
    });
    await suite.withWorkers(activities, async (start) => {
      expect(((await (await start()).result()) as RunOutcome).verdict).toBe('promoted');
      expect(asked).toBe(3);
    });
  });

  test('refresh reaches only the named stages', async () => {
    const refreshed: string[] = [];
    const { activities } = fakeActivities({
      openStage: ({ request, owner, refresh }) => {
        if (refresh) refreshed.push(request.stage);
        return Promise.resolve({ state: 'miss', reason: 'new', lease: { key: request.stage, owner, token: 1, refresh } });
      },
    });
    await suite.withWorkers(activities, async (start) => {
      await (await start([{ refresh: ['train'] }])).result();
      expect(refreshed).toEqual(['train']);
    });
  });

  test.each([
    ['a moved threshold is enough', 'threshold-only', { finishMine: withControl(true) }],
    ['a gate already fails on tuning', 'gates-failed', { finishValidate: withDecision('stop') }],
    ['the certificate fails', 'gates-failed', { finishCertify: withVerdict('fail') }],
    ['the certification set is too small', 'not-enough-evidence', { finishCertify: withVerdict('not-enough-evidence') }],
  ])('when %s, ends with %s and promotes nothing', async (_name, verdict, replaced) => {
    const { activities, calls } = fakeActivities(replaced);
    await suite.withWorkers(activities, async (start) => {
      expect(((await (await start()).result()) as RunOutcome).verdict).toBe(verdict);
      expect(calls).not.toContain('promote');
      expect(calls.at(-1)).toBe('writeReport');
    });
  });
});

describe('a conversion that flips too many decisions', () => {
  const refusing = (times: number): ReturnType<typeof fakeActivities> & { readonly asked: { exports: object[]; finished: object[] } } => {
    const { activities: usual } = fakeActivities();
    const asked = { exports: [] as object[], finished: [] as object[] };
    const made = fakeActivities({
      exportModel: async (input) => {
        const outcome = await usual.exportModel(input);
        if (!input.maxTokens) return outcome;
        asked.exports.push(input);
        return input.probes ? { ...outcome, outputs: { ...outcome.outputs, 'int8-without-1': fakeRef('without 1') } } : outcome;
      },
      finishConvert: (input) => {
        if (input.request.stage !== 'convert') return usual.finishConvert(input);
        asked.finished.push(input.exported);
        return asked.finished.length > times ? usual.finishConvert(input) : failing('HONE_DECISIONS_FLIPPED', 'flipped 0.80 %')();
      },
    });
    return { ...made, asked };
  };

  test('is exported once more with its layers ranked on the tuning rows', async () => {
    const { activities, asked } = refusing(1);
    await suite.withWorkers(activities, async (start) => {
      expect(await (await start()).result()).toMatchObject({ verdict: 'promoted' });
      expect(asked.exports.slice(-2)).toMatchObject([{ maxTokens: 128 }, { maxTokens: 128, probes: fakeRef('tuning') }]);
      expect(asked.exports.at(-2)).not.toHaveProperty('probes');
      expect(asked.finished.map((exported) => 'int8-without-1' in exported)).toEqual([false, true]);
    });
  });

  test('parks when that was not enough either', async () => {
    const { activities, asked } = refusing(2);
    await suite.withWorkers(activities, async (start) => {
      const handle = await start();
      expect((await parked(handle)).parked).toMatchObject([{ stage: 'convert', code: 'HONE_DECISIONS_FLIPPED', message: 'flipped 0.80 %' }]);
      expect(asked.finished).toHaveLength(2);
      await cancelled(handle);
    });
  });
});

test('a moved threshold is enough, but the profile goes on all the same', async () => {
  const { activities } = withProfile((profile) => ({ mine: { ...profile.mine, whenThresholdSuffices: 'go-on' } }), { finishMine: withControl(true) });
  await suite.withWorkers(activities, async (start) => {
    expect(((await (await start()).result()) as RunOutcome).verdict).toBe('promoted');
  });
});

test('the UI form copies the attributes of an earlier run: its verdict is not taken for this one', async () => {
  const key = defineSearchAttributeKey('HoneVerdict', 'KEYWORD');
  const { activities } = fakeActivities({ resolveRequest: failing('HONE_INVALID_INPUT') });
  await suite.withWorkers(activities, async (start) => {
    const handle = await start([{}], undefined, [{ key, value: 'promoted' }]);
    await handle.result().catch(() => undefined);
    const [started] = (await handle.fetchHistory()).events ?? [];
    expect(started?.workflowExecutionStartedEventAttributes?.searchAttributes?.indexedFields).toHaveProperty('HoneVerdict');
    const { typedSearchAttributes } = await handle.describe();
    expect(typedSearchAttributes.get(key)).toBeUndefined();
    expect(typedSearchAttributes.get(defineSearchAttributeKey('HoneStatus', 'KEYWORD'))).toBe('Failed');
  });
});

describe('bad input', () => {
  test('fails at once with the message, and still leaves a report', async () => {
    const { activities, calls } = fakeActivities({ resolveRequest: failing('HONE_INVALID_INPUT', 'profile: "x" is not valid.') });
    await suite.withWorkers(activities, async (start) => {
      const handle = await start([{ profile: 'x' }]);
      const error: unknown = await handle.result().catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(WorkflowFailedError);
      // As the UI reads it, which decodes nothing.
      expect((await handle.fetchHistory()).events?.at(-1)?.workflowExecutionFailedEventAttributes?.failure?.message).toBe('profile: "x" is not valid.');
      expect((error as WorkflowFailedError).cause).toMatchObject({ type: 'HONE_INVALID_INPUT', message: 'profile: "x" is not valid.' });
      expect(calls.filter((call) => call !== 'notify')).toEqual(['resolveRequest', 'writeReport']);
    });
  });

  test('an unknown workflow type fails at once instead of hanging', async () => {
    await suite.withWorkers(fakeActivities().activities, async (start) => {
      const error: unknown = await (await start([], 'retrainClasifier')).result().catch((reason: unknown) => reason);
      expect((error as WorkflowFailedError).cause).toMatchObject({ type: 'HONE_INVALID_INPUT' });
    });
  });
});

describe('a stage whose retries are exhausted', () => {
  test('parks, says why, and goes on with an operator\'s changed parameters', async () => {
    const rates: number[] = [];
    const { activities } = fakeActivities({
      train: ({ request }) => {
        rates.push(request.parameters.train.learningRate);
        if (rates.length <= 2) return Promise.reject(ApplicationFailure.nonRetryable('loss is NaN', 'HONE_TRAINER_DIVERGED'));
        return fakeActivities().activities.train({ request, lease: { key: '', owner: '', token: 1, refresh: false } });
      },
    });
    await suite.withWorkers(activities, async (start) => {
      const handle = await start();
      const first = await parked(handle);
      expect(first.status).toBe('AwaitingOperator');
      expect(first.parked[0]).toMatchObject({ stage: 'bootstrap-train', code: 'HONE_TRAINER_DIVERGED', message: 'loss is NaN', skippable: false });
      await handle.executeUpdate('resolveStage', { args: [{ parkId: first.parked[0]!.parkId, action: 'retry' }] });
      const second = await eventually(() => view(handle), ({ parked: [stage] }) => stage !== undefined && stage.parkId !== first.parked[0]!.parkId);
      await handle.executeUpdate('resolveStage', { args: [{ parkId: second.parked[0]!.parkId, action: 'retry', overrides: { train: { learningRate: 1e-6 } } }] });
      expect(((await handle.result()) as RunOutcome).verdict).toBe('promoted');
      expect(rates.slice(0, 3)).toEqual([sample.bootstrap.learningRate, sample.bootstrap.learningRate, 1e-6]);
    });
  });

  test.each([
    ['a stale park id', { parkId: 'train-9', action: 'retry' }, /train-9/],
    ['an unknown action', { action: 'ignore' }, /retry, skip or abort/],
    ['skipping a needed stage', { action: 'skip' }, /cannot be skipped/],
    ['an unknown parameter', { action: 'retry', overrides: { maxRejectedShre: 1 } }, /maxRejectedShre: there is no such parameter; did you mean maxRejectedShare/],
  ])('refuses %s', async (_name, answer, message) => {
    const { activities } = fakeActivities({ ingest: failing('HONE_STORE_UNAVAILABLE') });
    await suite.withWorkers(activities, async (start) => {
      const handle = await start();
      const { parked: [stage] } = await parked(handle);
      const error: unknown = await handle.executeUpdate('resolveStage', { args: [{ parkId: stage!.parkId, ...answer }] }).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(WorkflowUpdateFailedError);
      expect((error as WorkflowUpdateFailedError).cause?.message).toMatch(message);
      await cancelled(handle);
    });
  });

  test('validate can be skipped: certification decides anyway', async () => {
    const { activities } = fakeActivities({ finishValidate: failing('HONE_INTERNAL') });
    await suite.withWorkers(activities, async (start) => {
      const handle = await start();
      const { parked: [stage] } = await parked(handle);
      await handle.executeUpdate('resolveStage', { args: [{ parkId: stage!.parkId, action: 'skip', by: 'ada' }] });
      expect(((await handle.result()) as RunOutcome).verdict).toBe('promoted');
      expect((await view(handle)).stages.find(({ stage: name }) => name === 'validate')).toMatchObject({ state: 'skipped', reason: 'skipped by ada' });
    });
  });

  test('abort ends the run with a report', async () => {
    const { activities, calls } = fakeActivities({ ingest: failing('HONE_STORE_UNAVAILABLE') });
    await suite.withWorkers(activities, async (start) => {
      const handle = await start();
      const { parked: [stage] } = await parked(handle);
      await handle.executeUpdate('resolveStage', { args: [{ parkId: stage!.parkId, action: 'abort', by: 'ada' }] });
      const error: unknown = await handle.result().catch((reason: unknown) => reason);
      expect((error as WorkflowFailedError).cause).toMatchObject({ type: 'HONE_ABORTED' });
      expect(calls.at(-1)).toBe('writeReport');
    });
  });

  test('cancelling while parked writes the report and closes as cancelled', async () => {
    const { activities, calls } = fakeActivities({ ingest: failing('HONE_STORE_UNAVAILABLE') });
    await suite.withWorkers(activities, async (start) => {
      const handle = await start();
      await parked(handle);
      await handle.cancel();
      await expect(handle.result()).rejects.toThrow();
      expect((await handle.describe()).status.name).toBe('CANCELLED');
      expect(calls.at(-1)).toBe('writeReport');
    });
  });
});

describe('fan-out', () => {
  test('lets every part settle before it parks, and repeats only what failed', async () => {
    const scored: string[] = [];
    let broken = true;
    const many = { key: 'k', outputs: { mining: fakeRef('mining', 10_000), tuning: fakeRef('tuning', 5_000), certification: fakeRef('c', 10) }, summary: {}, headline: '' };
    const { activities } = fakeActivities({
      cutSets: () => Promise.resolve(many),
      scoreChunk: ({ rows, range }) => {
        if (broken && rows.uri === 'store:mining' && range.from === 0) return Promise.reject(ApplicationFailure.nonRetryable('refused', 'HONE_NO_SPACE'));
        scored.push(`${rows.uri} ${range.from}-${range.to}`);
        return Promise.resolve({ key: 'k', outputs: { scores: fakeRef('scores') }, summary: {}, headline: '' });
      },
    });
    await suite.withWorkers(activities, async (start) => {
      const handle = await start();
      const { parked: [stage] } = await parked(handle);
      expect(stage).toMatchObject({ stage: 'mine', code: 'HONE_NO_SPACE' });
      expect(scored.sort()).toEqual(['store:mining 2500-5000', 'store:mining 5000-7500', 'store:mining 7500-10000', 'store:tuning 0-2500', 'store:tuning 2500-5000']);
      broken = false;
      await handle.executeUpdate('resolveStage', { args: [{ parkId: stage!.parkId, action: 'retry' }] });
      expect(((await handle.result()) as RunOutcome).verdict).toBe('promoted');
    });
  });
});

describe('embeddings of mine', () => {
  test('are not made when there is nothing to embed', async () => {
    const { activities, calls } = fakeActivities();
    await suite.withWorkers(activities, async (start) => {
      await (await start()).result();
      expect(calls).toContain('selectToEmbed');
        expect(calls).not.toContain('embedChunk');
    });
  });

  test('are made chunk by chunk of both tables, and come to finishMine by table', async () => {
    const embedded: string[] = [];
    let finished: Parameters<Activities['finishMine']>[0] | undefined;
    const { activities } = fakeActivities({
      selectToEmbed: () => Promise.resolve({ key: 'k', outputs: { candidates: fakeRef('candidates', 3), attacks: fakeRef('attacks', 1200) }, summary: {}, headline: '' }),
      embedChunk: ({ rows, range, maxTokens, encoder }) => {
        embedded.push(`${rows.uri} ${range.from}-${range.to} ${maxTokens} ${encoder.model.uri}`);
        return Promise.resolve({ key: 'k', outputs: { vectors: fakeRef(`${rows.uri} ${range.from}`, range.to - range.from) }, summary: {}, headline: '' });
      },
      finishMine: (input) => {
        finished = input;
        return fakeActivities().activities.finishMine(input);
      },
    });
    await suite.withWorkers(activities, async (start) => {
      await (await start()).result();
      expect(embedded.sort()).toEqual(['store:attacks 0-500 128 store:model', 'store:attacks 1000-1200 128 store:model', 'store:attacks 500-1000 128 store:model', 'store:candidates 0-3 128 store:model']);
      expect(finished!.embedded!.candidateVectors.map(({ rows }) => rows)).toEqual([3]);
      expect(finished!.embedded!.attackVectors.map(({ rows }) => rows)).toEqual([500, 500, 200]);
    });
  });
});

describe('the account of augmentation', () => {
  test('scores the sample with the champion, embeds the families, and hands both on', async () => {
    const scored: string[] = [];
    const embedded: string[] = [];
    let finished: Parameters<Activities['finishGenerate']>[0] | undefined;
    const fakes = fakeActivities().activities;
    const { activities } = fakeActivities({
      gatherVariations: async (input) => {
        const made = await fakes.gatherVariations(input);
        return { ...made, outputs: { ...made.outputs, sample: fakeRef('sample', 3_000), families: fakeRef('families', 600) } };
      },
      scoreChunk: ({ rows, range, model }) => {
        if (rows.uri === 'store:sample') scored.push(`${range.from}-${range.to} ${model.model.uri}`);
        return Promise.resolve({ key: 'k', outputs: { scores: fakeRef(`scores ${range.from}`) }, summary: {}, headline: '' });
      },
      embedChunk: ({ rows, range }) => {
        embedded.push(`${rows.uri} ${range.from}-${range.to}`);
        return Promise.resolve({ key: 'k', outputs: { vectors: fakeRef(`vectors ${range.from}`) }, summary: {}, headline: '' });
      },
      finishGenerate: (input) => {
        finished = input;
        return fakes.finishGenerate(input);
      },
    });
    await suite.withWorkers(activities, async (start) => {
      await (await start()).result();
      expect(scored.sort()).toEqual(['0-2500 store:model', '2500-3000 store:model']);
      expect(embedded.sort()).toEqual(['store:families 0-500', 'store:families 500-600']);
      expect(finished).toMatchObject({ sampleScores: [{ uri: 'store:scores 0' }, { uri: 'store:scores 2500' }], familyVectors: [{ uri: 'store:vectors 0' }, { uri: 'store:vectors 500' }] });
      expect(finished).not.toHaveProperty('chunks');
    });
  });
});

describe('checks of generate', () => {
  type ChunkInput = Parameters<Activities['generateChunk']>[0];
  const providers = { judge: { available: true, identity: 'model of the run' } } as const;

  async function chunksOf(filters: Partial<typeof sample.augmentation.filters>): Promise<{ readonly chunks: readonly ChunkInput[]; readonly calls: readonly string[] }> {
    const chunks: ChunkInput[] = [];
    const profile = parseProfile({ ...sample, augmentation: { ...sample.augmentation, filters: { ...sample.augmentation.filters, ...filters } } });
    const { activities, calls } = fakeActivities({
      resolveRequest: async (input) => ({ ...(await fakeActivities().activities.resolveRequest(input)), profile, providers }),
      generateChunk: (input) => {
        chunks.push(input);
        return fakeActivities().activities.generateChunk(input);
      },
    });
    await suite.withWorkers(activities, async (start) => void (await (await start()).result()));
    return { chunks, calls };
  }

  test('hold variations against tuning and certification, and need no more when the filters ask for no more', async () => {
    const { chunks } = await chunksOf({ minSimilarity: 0, judgeLabels: false });
    expect(chunks.map(({ checks }) => checks)).toEqual([{ evaluated: { tables: [expect.objectContaining({ uri: 'store:tuning' }), expect.objectContaining({ uri: 'store:certification' })], nearDuplicateJaccard: sample.ingest.nearDuplicateJaccard } }]);
  });

  test('get the encoder of the base model and the judge of the run when the filters ask for them', async () => {
    const { chunks } = await chunksOf({ minSimilarity: 0.8, judgeLabels: true });
    expect(chunks[0]!.checks).toMatchObject({ encoder: { files: { model: { uri: 'store:model' } }, maxTokens: sample.model.maxTokens }, judge: { identity: 'model of the run' } });
  });
});

describe('training', () => {
  const interrupted = (): Promise<never> => Promise.reject(ApplicationFailure.retryable('checkpointed', 'HONE_TRAINER_INTERRUPTED'));

  test('an interrupted attempt that advanced the checkpoint does not count', async () => {
    let attempts = 0;
    const { activities } = fakeActivities({
      checkpointStep: () => Promise.resolve(attempts * 10),
      train: (job) => (attempts++ < 8 ? interrupted() : fakeActivities().activities.train(job)),
    });
    await suite.withWorkers(activities, async (start) => {
      expect(((await (await start()).result()) as RunOutcome).verdict).toBe('promoted');
      expect(attempts).toBeGreaterThan(8);
    });
  });

  test('three attempts in a row that got no further park the stage', async () => {
    let attempts = 0;
    const { activities } = fakeActivities({ checkpointStep: () => Promise.resolve(5), train: () => (attempts++, interrupted()) });
    await suite.withWorkers(activities, async (start) => {
      const handle = await start();
      expect((await parked(handle)).parked[0]).toMatchObject({ stage: 'bootstrap-train', code: 'HONE_TRAINER_INTERRUPTED' });
      expect(attempts).toBe(3);
      await cancelled(handle);
    });
  });
});

describe('the label audit', () => {
  /** Names of the inputs that each stage was opened with. */
  const inputs = new Map<string, string[]>();
  const asked = (replaced: Partial<Activities> = {}) => {
    inputs.clear();
    return withProfile((profile) => ({ review: { ...profile.review, folds: 2 } }), {
      openStage: ({ request, owner, refresh }) => {
        inputs.set(request.stage, Object.keys(request.inputs));
        return Promise.resolve({ state: 'miss', reason: 'new', lease: { key: request.stage, owner, token: 1, refresh } });
      },
      ...replaced,
    });
  };
  const LEARNING = ['bootstrap-assemble', 'generate', 'assemble'];
  const doubted = (): string[] => [...inputs].filter(([, names]) => names.includes('doubts')).map(([stage]) => stage);

  test('comes after ingest, trains once a fold on the GPU queue behind all else, and keeps the doubts from whatever learns', async () => {
    const scored: string[] = [];
    const { activities, calls } = asked({
      shortTraining: ({ parameters, inputs: { train }, score }) => {
        scored.push(`${train.uri} ${Object.values(score).map(({ uri }) => uri).join()} ${parameters.train.epochs}`);
        return Promise.resolve({ key: 'k', outputs: Object.fromEntries(Object.keys(score).map((name) => [name, fakeRef(`scores ${name}`)])), summary: {}, headline: '' });
      },
      finishAudit: ({ scores }) => Promise.resolve({ key: 'k', outputs: { doubts: fakeRef(scores.map(({ uri }) => uri).join(), 3) }, summary: { rows: 9, doubts: 3, decided: 0, byLabel: {}, bySource: {} }, headline: '' }),
    });
    await suite.withWorkers(activities, async (start) => {
      const handle = await start();
      expect(((await handle.result()) as RunOutcome).verdict).toBe('promoted');
      expect(calls.filter((call) => call.startsWith('open ')).slice(0, 3)).toEqual(['open ingest', 'open audit', 'open bootstrap-assemble']);
      expect(scored.sort()).toEqual(['store:train-0 store:held-0 1', 'store:train-1 store:held-1 1']);
      expect(doubted()).toEqual(LEARNING);
      const scheduled = ((await handle.fetchHistory()).events ?? []).flatMap(({ activityTaskScheduledEventAttributes: each }) => (each ? [each] : []));
      const priorities = scheduled.filter(({ taskQueue }) => taskQueue?.name === 'hone-gpu').map(({ activityType, priority }) => [activityType?.name, priority?.priorityKey ?? 0]);
      expect(new Map(priorities as [string, number][])).toEqual(new Map([['shortTraining', 5], ['train', 0], ['exportModel', 0], ['scoreSplit', 0]]));
    });
  });

  test('without doubts changes no key: the stages get what they got without it', async () => {
    const { activities } = asked({ finishAudit: () => Promise.resolve({ key: 'k', outputs: { doubts: fakeRef('doubts', 0) }, summary: { rows: 9, doubts: 0, decided: 0, byLabel: {}, bySource: {} }, headline: '' }) });
    await suite.withWorkers(activities, async (start) => {
      await (await start()).result();
      expect([inputs.has('audit'), doubted()]).toEqual([true, []]);
    });
  });

  test('can be skipped: nothing is doubted then', async () => {
    const { activities } = asked({ cutFolds: failing('HONE_INVALID_INPUT', 'too few rows') });
    await suite.withWorkers(activities, async (start) => {
      const handle = await start();
      const { parked: [stage] } = await parked(handle);
      expect(stage).toMatchObject({ stage: 'audit', skippable: true, parameters: { folds: 2, train: { epochs: 1, evaluationsPerEpoch: 1 } } });
      await handle.executeUpdate('resolveStage', { args: [{ parkId: stage!.parkId, action: 'skip' }] });
      expect(((await handle.result()) as RunOutcome).verdict).toBe('promoted');
      expect(doubted()).toEqual([]);
    });
  });

  test('knows what people have decided', async () => {
    const { activities } = asked({ resolveRequest: async (input) => ({ ...(await asked().activities.resolveRequest(input)), decisions: fakeRef('decisions') }) });
    await suite.withWorkers(activities, async (start) => {
      await (await start()).result();
      expect(inputs.get('audit')).toEqual(['training', 'decisions']);
    });
  });

  test('is not part of a run whose profile has no folds', async () => {
    const { activities, calls } = fakeActivities();
    await suite.withWorkers(activities, async (start) => {
      await (await start()).result();
      expect(calls).not.toContain('open audit');
    });
  });
});

describe('release policy', () => {
  const manual = () => withProfile((profile) => ({ release: { ...profile.release, policy: 'manual' } }));
  const waiting = (handle: Awaited<ReturnType<Start>>): Promise<RunView> => eventually(() => view(handle), ({ status }) => status === 'AwaitingApproval');

  test.each([['approve', 'promoted'], ['reject', 'rejected']])('manual: %s ends with %s', async (decision, verdict) => {
    const { activities, calls } = manual();
    await suite.withWorkers(activities, async (start) => {
      const handle = await start();
      const { approval } = await waiting(handle);
      await handle.executeUpdate(decision, { args: [{ evidenceHash: approval!.evidenceHash, by: 'ada', why: 'read it' }] });
      expect(((await handle.result()) as RunOutcome).verdict).toBe(verdict);
      expect(calls.includes('promote')).toBe(decision === 'approve');
    });
  });

  test('refuses a stale evidence hash', async () => {
    const { activities } = manual();
    await suite.withWorkers(activities, async (start) => {
      const handle = await start();
      await waiting(handle);
      const error: unknown = await handle.executeUpdate('approve', { args: [{ evidenceHash: 'old', by: 'ada', why: 'x' }] }).catch((reason: unknown) => reason);
      expect((error as WorkflowUpdateFailedError).cause?.message).toMatch(/old is stale/);
      await cancelled(handle);
    });
  });

  test('nobody answers in time: certified, not promoted', async () => {
    const { activities, calls } = manual();
    await suite.withWorkers(activities, async (start) => {
      expect(((await (await start()).result()) as RunOutcome).verdict).toBe('certified');
      expect(calls).not.toContain('promote');
    });
  });

  test('never: certified without asking', async () => {
    const { activities } = withProfile((profile) => ({ release: { ...profile.release, policy: 'never' } }));
    await suite.withWorkers(activities, async (start) => {
      expect(((await (await start()).result()) as RunOutcome).verdict).toBe('certified');
    });
  });
});

test('a finished run replays', async () => {
  await suite.withWorkers(fakeActivities().activities, async (start) => {
    const handle = await start();
    await handle.result();
    await Worker.runReplayHistory({ workflowBundle: suite.bundle }, await handle.fetchHistory());
  });
});

function withControl(wouldPass: boolean): Activities['finishMine'] {
  return async (input) => {
    const made = await fakeActivities().activities.finishMine(input);
    return { ...made, summary: { ...made.summary, control: { ...made.summary.control, wouldPass } } };
  };
}

function withDecision(decision: 'go' | 'stop'): Activities['finishValidate'] {
  return async (input) => {
    const made = await fakeActivities().activities.finishValidate(input);
    return { ...made, summary: { ...made.summary, decision } };
  };
}

function withVerdict(verdict: 'pass' | 'fail' | 'not-enough-evidence'): Activities['finishCertify'] {
  return async (input) => {
    const made = await fakeActivities().activities.finishCertify(input);
    return { ...made, summary: { ...made.summary, verdict } };
  };
}
