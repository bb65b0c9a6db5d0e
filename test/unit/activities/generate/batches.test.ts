import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readCompletion } from '../../../../activities/engine/completions.ts';
import { acquireLease } from '../../../../activities/engine/leases.ts';
import { ROW_COLUMNS } from '../../../../activities/engine/rows.ts';
import { readSpending } from '../../../../activities/engine/spending.ts';
import { batchStatus } from '../../../../activities/generate/batch-status.ts';
import type { BatchJob } from '../../../../activities/generate/batches.ts';
import { cancelBatches } from '../../../../activities/generate/cancel-batches.ts';
import { collectBatches } from '../../../../activities/generate/collect-batches.ts';
import { generateChunk } from '../../../../activities/generate/generate-chunk.ts';
import type { SourceRow } from '../../../../activities/generate/select-sources.ts';
import { submitBatches } from '../../../../activities/generate/submit-batches.ts';
import type { Ports } from '../../../../activities/ports.ts';
import { loadLexicon } from '../../../../adapters/lexicon.ts';
import { FakeBatches, FakeLanguageModel, paraphrased, promptOf, USAGE } from '../../../fakes/fake-language-model.ts';
import { withLanguageModel } from '../../../fakes/with-language-model.ts';
import { chunkPools } from '../../../support/chunk-pools.ts';
import { AUGMENTATION } from '../../../support/augmentation.ts';
import { LLM } from '../../../support/llm.ts';
import { bench, inActivity, row } from '../../../support/stage-bench.ts';
import type { Bench } from '../../../support/stage-bench.ts';

const lexicon = loadLexicon();
const IDENTITY = 'openai at test: fake-1';
const SOURCES: SourceRow[] = Array.from({ length: 5 }, (_, index) => ({ ...row({ id: `s${index}`, text: `How can I repair the old kitchen chair number ${'abcde'[index]} with cheap wood glue?` }), counts: '{"paraphrase":3}' }));
/** Five sources, three paraphrases each, two a call. */
const CALLS = 10;
const SETTINGS: BatchJob['settings'] = { seed: 7, augmentation: { ...AUGMENTATION, methods: { restructuring: 0.5, paraphrase: 0.5 }, languageModel: { ...AUGMENTATION.languageModel, mode: 'batch' } }, llm: LLM, providers: { paraphrase: { available: true, identity: IDENTITY } } };
const HALF_PRICE = (calls: number): object => ({ calls, inputTokens: calls * USAGE.inputTokens, outputTokens: calls * USAGE.outputTokens, money: expect.closeTo((calls * (USAGE.inputTokens * 5 + USAGE.outputTokens * 10)) / 1e6, 9) });

let at: Bench;
beforeEach(async () => void (at = await bench({ lexicon: () => lexicon })));
afterEach(() => at.close());

const on = (batches: FakeBatches | undefined, model = new FakeLanguageModel(paraphrased, batches ? { batches } : {})): Ports => ({ ...at.ports, providers: withLanguageModel(model) });

async function jobOf(changes: Partial<BatchJob> = {}): Promise<BatchJob> {
  const acquired = await acquireLease(at.store, 'stage', 'run-1', 60_000);
  if (!('token' in acquired)) throw new Error('busy');
  const sources = await at.table<SourceRow>({ ...ROW_COLUMNS, counts: 'text' }, SOURCES);
  return { lease: { key: 'stage', owner: 'run-1', token: acquired.token, refresh: false }, sources, range: { from: 0, to: 5 }, settings: SETTINGS, round: 0, ...changes };
}

describe('batches', () => {
  test('hold every call once, under its completion key; their answers are found by the chunks, at half the price', async () => {
    const batches = new FakeBatches({ maxRequests: 4 });
    const job = await jobOf();
    const submitted = await inActivity(() => submitBatches(on(batches))(job));
    expect(submitted).toMatchObject({ asked: CALLS, missing: CALLS });
    expect(batches.submitted.map(({ requests }) => requests.length)).toEqual([4, 4, 2]);
    expect(new Set(batches.submitted.flatMap(({ requests }) => requests.map(({ customId }) => customId))).size).toBe(CALLS);
    expect(Object.keys((await readSpending(at.store, 'run-1')).reserved).sort()).toEqual(batches.submitted.map(({ name }) => name).sort());
    expect(await inActivity(() => collectBatches(on(batches))({ ...job, batches: submitted.batches }))).toEqual({ came: CALLS, missing: 0 });
    expect(await readSpending(at.store, 'run-1')).toEqual({ spent: HALF_PRICE(CALLS), reserved: {} });
    const model = new FakeLanguageModel();
    const chunk = await inActivity(() => generateChunk(on(undefined, model), chunkPools(at.ports))({ ...job, ...SETTINGS }));
    expect(model.requests).toEqual([]);
    expect(chunk.summary['paraphrase']).toMatchObject({ kept: 15, spent: HALF_PRICE(CALLS) });
  });

  test('a try after a crash finds what was started: no second batch, no second reservation', async () => {
    const batches = new FakeBatches({ maxRequests: 4 });
    const job = await jobOf();
    const first = await inActivity(() => submitBatches(on(batches))(job));
    const reserved = (await readSpending(at.store, 'run-1')).reserved;
    expect(await inActivity(() => submitBatches(on(batches))(job))).toEqual(first);
    expect(batches.submitted).toHaveLength(3);
    expect((await readSpending(at.store, 'run-1')).reserved).toEqual(reserved);
  });

  test('what did not come is asked again in the next round, and was not billed', async () => {
    const batches = new FakeBatches({ answers: ({ request }, batch) => (batch === 0 && promptOf(request).includes('number c') ? undefined : paraphrased(request)) });
    const job = await jobOf();
    const first = await inActivity(() => submitBatches(on(batches))(job));
    expect(await inActivity(() => collectBatches(on(batches))({ ...job, batches: first.batches }))).toEqual({ came: CALLS - 2, missing: 2 });
    const second = await inActivity(() => submitBatches(on(batches))({ ...job, round: 1 }));
    expect(second.missing).toBe(2);
    expect(batches.submitted[1]!.requests.map(({ request }) => promptOf(request))).toEqual([SOURCES[2]!.text, SOURCES[2]!.text]);
    await inActivity(() => collectBatches(on(batches))({ ...job, round: 1, batches: second.batches }));
    expect(await readSpending(at.store, 'run-1')).toEqual({ spent: HALF_PRICE(CALLS), reserved: {} });
    expect((await inActivity(() => submitBatches(on(batches))({ ...job, round: 2 }))).batches).toEqual([]);
  });

  test('a batch that failed as a whole is asked for anew in the next round', async () => {
    const batches = new FakeBatches();
    const job = await jobOf();
    const first = await inActivity(() => submitBatches(on(batches))(job));
    batches.submitted[0]!.status = { state: 'failed', done: 0, failed: 0, total: CALLS, reason: 'too many tokens enqueued' };
    expect(await batchStatus(on(batches))({ ...job, ids: ['batch-0'], nextInMs: 1 })).toEqual({ underWay: [], failures: ['too many tokens enqueued'], done: 0, total: CALLS });
    expect(await inActivity(() => collectBatches(on(batches))({ ...job, batches: first.batches }))).toEqual({ came: 0, missing: CALLS });
    expect(await readSpending(at.store, 'run-1')).toMatchObject({ spent: { calls: 0 }, reserved: {} });
    expect((await inActivity(() => submitBatches(on(batches))({ ...job, round: 1 }))).batches).toEqual([{ id: 'batch-1', name: expect.any(String), requests: CALLS }]);
  });

  test('collecting twice keeps the first answer and settles once; foreign and repeated results are left out', async () => {
    const batches = new FakeBatches();
    const job = await jobOf();
    const { batches: submitted } = await inActivity(() => submitBatches(on(batches))(job));
    const results = batches.results.bind(batches);
    batches.results = async function* (id) {
      yield { customId: 'foreign', completion: { outcome: 'refusal', usage: USAGE } };
      yield* results(id);
      yield { customId: batches.submitted[0]!.requests[0]!.customId, completion: { outcome: 'refusal', usage: USAGE } };
    };
    for (let time = 0; time < 2; time++) expect(await inActivity(() => collectBatches(on(batches))({ ...job, batches: submitted }))).toEqual({ came: CALLS, missing: 0 });
    expect(await readSpending(at.store, 'run-1')).toEqual({ spent: HALF_PRICE(CALLS), reserved: {} });
    expect(await readCompletion(at.store, batches.submitted[0]!.requests[0]!.customId)).toMatchObject({ completion: { outcome: 'answer' } });
    expect(await readCompletion(at.store, 'foreign')).toBeUndefined();
  });

  test('none is started that the budget has no room for', async () => {
    const batches = new FakeBatches();
    const poor = { ...SETTINGS.augmentation, languageModel: { ...SETTINGS.augmentation.languageModel, budget: { tokens: 5_000, money: 100 } } };
    const job = await jobOf({ settings: { ...SETTINGS, augmentation: poor } });
    await expect(inActivity(() => submitBatches(on(batches))(job))).rejects.toMatchObject({ code: 'HONE_BUDGET_USED_UP' });
    expect(batches.submitted).toEqual([]);
    expect(await readSpending(at.store, 'run-1')).toMatchObject({ spent: { calls: 0 }, reserved: {} });
  });

  test('a provider without batches says so', async () => {
    const job = await jobOf();
    expect(await inActivity(() => submitBatches(on(undefined))(job))).toEqual({ batches: [], asked: 0, missing: 0, reason: expect.stringContaining('has no batch API') });
  });

  test('polling keeps the stage\'s lease until after the next poll; cancelling leaves what may be billed reserved', async () => {
    const batches = new FakeBatches();
    const job = await jobOf();
    await inActivity(() => submitBatches(on(batches))(job));
    batches.submitted[0]!.status = { state: 'in-progress', done: 3, failed: 1, total: CALLS };
    expect(await batchStatus(on(batches))({ ...job, ids: ['batch-0'], nextInMs: 900_000 })).toEqual({ underWay: ['batch-0'], failures: [], done: 4, total: CALLS });
    expect(await acquireLease(at.store, 'stage', 'run-2', 1, Date.now() + 900_000)).toMatchObject({ holder: 'run-1' });
    await cancelBatches(on(batches))({ settings: SETTINGS, ids: ['batch-0'] });
    expect(batches.cancelled).toEqual(['batch-0']);
    expect(Object.keys((await readSpending(at.store, 'run-1')).reserved)).toHaveLength(1);
  });
});
