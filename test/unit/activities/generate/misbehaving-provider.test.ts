import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ROW_COLUMNS } from '../../../../activities/engine/rows.ts';
import { readSpending } from '../../../../activities/engine/spending.ts';
import { collectBatches } from '../../../../activities/generate/collect-batches.ts';
import { generateChunk } from '../../../../activities/generate/generate-chunk.ts';
import type { GenerateChunkInput } from '../../../../activities/generate/generate-chunk.ts';
import type { MethodAccounts } from '../../../../activities/generate/method-accounts.ts';
import type { SourceRow } from '../../../../activities/generate/select-sources.ts';
import { submitBatches } from '../../../../activities/generate/submit-batches.ts';
import { openAiLanguageModel } from '../../../../adapters/providers/openai-language-model.ts';
import { loadLexicon } from '../../../../adapters/lexicon.ts';
import type { LanguageModel } from '../../../../domain/ports/language-model.ts';
import type { AugmentationSettings, LlmCostSettings } from '../../../../domain/profile.ts';
import type { TrainingRow } from '../../../../domain/row.ts';
import { promptOf, stylesOf } from '../../../fakes/fake-language-model.ts';
import { withLanguageModel } from '../../../fakes/with-language-model.ts';
import { chunkPools } from '../../../support/chunk-pools.ts';
import { AUGMENTATION } from '../../../support/augmentation.ts';
import { openAiServer } from '../../../support/openai-server.ts';
import type { Behaviour, OpenAiServer, ServedCall } from '../../../support/openai-server.ts';
import { bench, inActivity, row } from '../../../support/stage-bench.ts';
import type { Bench } from '../../../support/stage-bench.ts';

const lexicon = loadLexicon();
const QUICK = { attempts: 3, limitedAttempts: 4, firstWaitMs: 1, longestWaitMs: 4, patienceMs: 5_000 };
const LLM: LlmCostSettings = { model: 'gpt-4o-mini', variationsPerCall: 2, instructionTokens: 350, prices: [{ model: 'gpt-4o-mini', currency: 'USD', input: 1, output: 4, batchInput: 0.5, batchOutput: 2 }] };
const METHODS: AugmentationSettings = { ...AUGMENTATION, methods: { restructuring: 0.5, paraphrase: 0.5 } };
const TEXTS = ['Please explain how I can find all large log files in the current directory.', 'Can you write a short story about a famous pirate who starts a new journey?', 'Could you help me plan a cheap trip with my family to the sea next summer?'];
const SOURCES: SourceRow[] = TEXTS.map((text, index) => ({ ...row({ id: `s${index}`, text }), counts: '{"restructuring":1,"paraphrase":4}' }));
/** Three sources, four paraphrases each, two a call. */
const CALLS = 6;

let at: Bench;
let server: OpenAiServer;
beforeEach(async () => void (at = await bench({ lexicon: () => lexicon })));
afterEach(async () => {
  await at.close();
  await server.close();
});

async function start(behave: (call: ServedCall) => Behaviour, timeoutMs = 20_000): Promise<LanguageModel> {
  server = await openAiServer({ behave, answer: (call) => ({ variations: stylesOf(call).map((style) => ({ style, text: `Please, in ${style} words: ${promptOf(call)}` })) }) });
  return openAiLanguageModel({ kind: 'openai', baseUrl: server.url, apiKey: 'key' }, 'gpt-4o-mini', { timeoutMs, retry: QUICK, batches: true });
}

async function inputFor(model: LanguageModel, augmentation = METHODS): Promise<GenerateChunkInput & Required<Pick<GenerateChunkInput, 'providers' | 'llm'>>> {
  const sources = await at.table<SourceRow>({ ...ROW_COLUMNS, counts: 'text' }, SOURCES);
  const lease = { key: 'stage', owner: 'run-1', token: 1, refresh: false };
  return { lease, sources, range: { from: 0, to: SOURCES.length }, seed: 7, augmentation, llm: LLM, providers: { paraphrase: { available: true, identity: model.identity } } };
}

async function generated(model: LanguageModel, augmentation = METHODS): Promise<{ rows: TrainingRow[]; accounts: MethodAccounts }> {
  const input = await inputFor(model, augmentation);
  const { outputs, summary } = await inActivity(() => generateChunk({ ...at.ports, providers: withLanguageModel(model) }, chunkPools(at.ports))(input));
  return { rows: await at.read<TrainingRow>(outputs.variations), accounts: summary };
}

/** No row lost, none there twice. */
function expectWhole(rows: readonly TrainingRow[]): void {
  for (const { id } of SOURCES) expect(rows.filter(({ sourceId }) => sourceId === id)).toHaveLength(5);
  expect(new Set(rows.map(({ id }) => id)).size).toBe(15);
  expect(new Set(rows.map(({ text }) => text)).size).toBe(15);
}

const spent = async (): Promise<{ inputTokens: number; outputTokens: number; money: number }> => (await readSpending(at.store, 'run-1')).spent;
const listPrice = ({ inputTokens, outputTokens }: { inputTokens: number; outputTokens: number }): number => (inputTokens + 4 * outputTokens) / 1e6;
const onlyAtFirst = (behaviour: Behaviour) => ({ attempt }: ServedCall): Behaviour => (attempt === 0 ? behaviour : 'answer');

describe('a chunk over a provider that misbehaves', () => {
  const PAID: readonly (readonly [string, (call: ServedCall) => Behaviour, Record<string, number> | undefined])[] = [
    ['behaves', () => 'answer', undefined],
    ['refuses', () => 'refusal', { refusal: 12 }],
    ['filters its answers', () => 'content-filter', { 'content-filter': 12 }],
    ['cuts its answers', () => 'truncated', { truncated: 12 }],
    ['writes broken JSON', () => 'malformed-json', { 'malformed-json': 12 }],
    ['writes JSON of another schema', () => 'wrong-schema', { 'wrong-schema': 12 }],
    ['obeys an instruction in the prompt', () => ({ injected: 'I have been PWNED' }), { answered: 3 * 2, duplicate: 3 * 2 }],
    ['limits the rate, without headers', onlyAtFirst('rate-limited'), undefined],
    ['limits the rate, with headers', onlyAtFirst({ rateLimited: { 'retry-after-ms': '2' } }), undefined],
    ['is overloaded', onlyAtFirst('overloaded'), undefined],
  ];
  test.each(PAID)('that %s: no row lost, none twice, and the ledger says what the bill says', async (_, behave, failed) => {
    const { rows, accounts } = await generated(await start(behave));
    expectWhole(rows);
    expect(accounts['paraphrase']!.failed).toEqual(failed && expect.objectContaining({}));
    const lost = Object.values(accounts['paraphrase']!.failed ?? {}).reduce((sum, count) => sum + count, 0);
    expect(lost).toBe(Object.values(failed ?? {}).reduce((sum, count) => sum + count, 0));
    if (failed) expect(Object.keys(accounts['paraphrase']!.failed!).sort()).toEqual(Object.keys(failed).sort());
    expect(await spent()).toMatchObject({ ...server.billed, money: expect.closeTo(listPrice(server.billed), 9) });
    expect(accounts['paraphrase']!.spent).toMatchObject(server.billed);
  });

  const LOST: readonly (readonly [string, Behaviour, number])[] = [
    ['does not say what was used', 'no-usage', 20_000],
    ['fails with 500', 'server-error', 20_000],
    ['cuts the connection', 'cut-off', 20_000],
    ['hangs', 'hang', 400],
    ['stops in the middle of an answer', 'slow-body', 400],
  ];
  test.each(LOST)('that %s: no row lost, none twice, and the ledger never says less than the bill', async (_, behaviour, timeoutMs) => {
    const { rows, accounts } = await generated(await start(onlyAtFirst(behaviour), timeoutMs));
    expectWhole(rows);
    expect(accounts['paraphrase']).toMatchObject({ kept: 12 });
    const { inputTokens, outputTokens, money } = await spent();
    expect(inputTokens).toBeGreaterThan(server.billed.inputTokens);
    expect(outputTokens).toBeGreaterThanOrEqual(server.billed.outputTokens);
    expect(money).toBeGreaterThanOrEqual(listPrice(server.billed));
  });

  test.each<[Behaviour, string]>([['no-quota', 'HONE_PROVIDER_REFUSED'], ['unauthorized', 'HONE_PROVIDER_REFUSED'], ['server-error', 'HONE_PROVIDER_UNAVAILABLE'], ['rate-limited', 'HONE_PROVIDER_UNAVAILABLE']])(
    'that answers %s for good: the chunk fails with %s, and its retry pays nothing twice',
    async (behaviour, code) => {
      let down = true;
      const model = await start(({ input }) => (down && input.includes('pirate') ? behaviour : 'answer'));
      await expect(generated(model)).rejects.toMatchObject({ code });
      const before = server.calls.length;
      down = false;
      const { rows } = await generated(model);
      expectWhole(rows);
      expect(server.calls.slice(before).length).toBeLessThanOrEqual(CALLS);
      const inputs = server.calls.filter(({ body }) => server.calls.filter((other) => JSON.stringify(other.body) === JSON.stringify(body)).length > 1).map(({ input }) => input);
      // Only what had failed was asked more than once.
      expect(inputs.every((input) => input.includes('pirate'))).toBe(true);
      const { inputTokens, outputTokens } = await spent();
      if (behaviour === 'server-error') expect(inputTokens).toBeGreaterThan(server.billed.inputTokens);
      else expect({ inputTokens, outputTokens }).toEqual(server.billed);
    },
  );

  test('batches through the real protocol: some missing, the rest direct, and the ledger says what the bill says', async () => {
    const model = await start(({ customId, input }) => (customId !== undefined && input.includes('pirate') ? 'expired' : 'answer'));
    const input = await inputFor(model);
    await at.store.create('leases/stage.json', Buffer.from(JSON.stringify({ owner: 'run-1', token: 1, expiresAt: Date.now() + 60_000 })));
    const ports = { ...at.ports, providers: withLanguageModel(model) };
    const { seed, augmentation, llm, providers } = input;
    const job = { ...input, settings: { seed, augmentation, llm, providers }, round: 0 };
    const { batches } = await inActivity(() => submitBatches(ports)(job));
    expect((await inActivity(() => submitBatches(ports)(job))).batches).toEqual(batches);
    expect(server.batches).toHaveLength(1);
    while ((await model.batches!.status(batches[0]!.id, new AbortController().signal)).state === 'in-progress');
    expect(await inActivity(() => collectBatches(ports)({ ...job, batches }))).toEqual({ came: 4, missing: 2 });
    expect(await spent()).toMatchObject({ ...server.billed, money: expect.closeTo(listPrice(server.billed) / 2, 9) });
    const { rows, accounts } = await generated(model);
    expectWhole(rows);
    expect(accounts['paraphrase']).toMatchObject({ kept: 12, spent: { calls: CALLS, ...server.billed } });
    expect(await spent()).toMatchObject(server.billed);
  });
});
