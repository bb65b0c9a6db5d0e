import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ROW_COLUMNS } from '../../../../activities/engine/rows.ts';
import { readSpending } from '../../../../activities/engine/spending.ts';
import { generateChunk } from '../../../../activities/generate/generate-chunk.ts';
import type { GenerateChunkInput } from '../../../../activities/generate/generate-chunk.ts';
import type { MethodAccounts } from '../../../../activities/generate/method-accounts.ts';
import type { SourceRow } from '../../../../activities/generate/select-sources.ts';
import { loadLexicon } from '../../../../adapters/lexicon.ts';
import { ProviderFailure } from '../../../../domain/provider-failure.ts';
import type { AugmentationSettings, LlmCostSettings } from '../../../../domain/profile.ts';
import type { ProviderStates } from '../../../../domain/providers.ts';
import type { TrainingRow } from '../../../../domain/row.ts';
import { FakeLanguageModel, paraphrased, promptOf, stylesOf, USAGE } from '../../../fakes/fake-language-model.ts';
import type { Behaviour } from '../../../fakes/fake-language-model.ts';
import { noProviders } from '../../../fakes/no-providers.ts';
import { withLanguageModel } from '../../../fakes/with-language-model.ts';
import { chunkPools } from '../../../support/chunk-pools.ts';
import { AUGMENTATION } from '../../../support/augmentation.ts';
import { LLM } from '../../../support/llm.ts';
import { activityEnvironment, bench, inActivity, row } from '../../../support/stage-bench.ts';
import type { Bench } from '../../../support/stage-bench.ts';

const lexicon = loadLexicon();
const METHODS: AugmentationSettings = { ...AUGMENTATION, methods: { restructuring: 0.25, synonyms: 0.25, paraphrase: 0.5 } };
const STATES: ProviderStates = { paraphrase: { available: true, identity: 'openai at test: fake-1', through: 'language-model' } };
const TEXTS = [
  'Please explain how I can find all large log files in the current directory and delete them.',
  'Can you write a short story about a famous pirate who must begin a new journey?',
  'What is the fastest way to get help when the server returns an error?',
  'Could you help me plan a cheap trip with my family to the sea next summer?',
];
const SOURCES: SourceRow[] = TEXTS.map((text, index) => ({ ...row({ id: `s${index}`, text }), counts: '{"restructuring":1,"paraphrase":4}' }));
/** Eight calls: four sources, four paraphrases each, two a call. */
const CALLS = 8;
const COST = { calls: 1, ...USAGE, money: (USAGE.inputTokens * 10 + USAGE.outputTokens * 20) / 1e6 };
const TIMES = (calls: number): object => ({ calls, inputTokens: calls * USAGE.inputTokens, outputTokens: calls * USAGE.outputTokens, money: expect.closeTo(calls * COST.money, 9) });

let at: Bench;
beforeEach(async () => void (at = await bench({ lexicon: () => lexicon })));
afterEach(() => at.close());

interface Changes {
  readonly augmentation?: AugmentationSettings;
  readonly llm?: LlmCostSettings;
  readonly providers?: ProviderStates;
  readonly run?: string;
  readonly seed?: number;
  readonly sources?: readonly SourceRow[];
}

async function input({ run = 'run-1', sources = SOURCES, ...changes }: Changes = {}): Promise<GenerateChunkInput> {
  const lease = { key: `stage of ${run}`, owner: run, token: 1, refresh: false };
  const table = await at.table<SourceRow>({ ...ROW_COLUMNS, counts: 'text' }, sources);
  return { lease, sources: table, range: { from: 0, to: sources.length }, seed: 7, augmentation: METHODS, providers: STATES, llm: LLM, ...changes };
}

async function generated(model: FakeLanguageModel, changes: Changes = {}): Promise<{ rows: TrainingRow[]; accounts: MethodAccounts; key: string }> {
  const given = await input(changes);
  const { outputs, summary, key } = await inActivity(() => generateChunk({ ...at.ports, providers: withLanguageModel(model) }, chunkPools(at.ports))(given));
  return { rows: await at.read<TrainingRow>(outputs.variations), accounts: summary, key };
}

/** Every source has its five variations, no id and no text of a source is there twice. */
function expectWhole(rows: readonly TrainingRow[]): void {
  for (const { id, text } of SOURCES) {
    const own = rows.filter(({ sourceId }) => sourceId === id);
    expect(own).toHaveLength(5);
    expect(new Set([text, ...own.map((each) => each.text)]).size).toBe(6);
  }
  expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
  expect(rows).toHaveLength(20);
}

const failedOf = ({ paraphrase }: MethodAccounts): number => Object.values(paraphrase?.failed ?? {}).reduce((sum, count) => sum + count, 0);

describe('a chunk with paraphrases', () => {
  test('takes them from the model, and counts their cost', async () => {
    const model = new FakeLanguageModel();
    const { rows, accounts } = await generated(model);
    expectWhole(rows);
    expect(rows.filter(({ method }) => method === 'paraphrase')).toHaveLength(16);
    expect(accounts['paraphrase']).toEqual({ made: 16, kept: 16, dropped: {}, spent: TIMES(CALLS) });
    expect(accounts['restructuring']).not.toHaveProperty('spent');
    expect(await readSpending(at.store, 'run-1')).toEqual({ spent: TIMES(CALLS), reserved: {} });
  });

  const paid = (completion: object): Behaviour => () => ({ usage: USAGE, ...completion }) as ReturnType<typeof paraphrased>;
  const MISBEHAVIOURS: readonly (readonly [string, Behaviour, Record<string, number>])[] = [
    ['refuses', paid({ outcome: 'refusal' }), { refusal: 16 }],
    ['filters', paid({ outcome: 'content-filter' }), { 'content-filter': 16 }],
    ['cuts its answers', paid({ outcome: 'truncated' }), { truncated: 16 }],
    ['writes broken JSON', paid({ outcome: 'malformed-json' }), { 'malformed-json': 16 }],
    ['writes other JSON', paid({ outcome: 'answer', answer: { paraphrases: ['a', 'b'] } }), { 'wrong-schema': 16 }],
    ['forgets one of two', (request) => ({ outcome: 'answer', usage: USAGE, answer: { variations: [{ style: 'plain', text: `Please, ${stylesOf(request)[0]}: ${promptOf(request)}` }] } }), { missing: 8 }],
    ['refuses in words', paid({ outcome: 'answer', answer: { variations: [{ style: 'a', text: "I'm sorry, but I can't help with that." }, { style: 'b', text: 'I cannot assist with this request.' }] } }), { refusal: 8, duplicate: 8 }],
    ['answers', paid({ outcome: 'answer', answer: { variations: [{ style: 'a', text: 'Sure! First list the files, then delete them.' }, { style: 'b', text: 'The pirate set sail at dawn and never came back.' }] } }), { answered: 8, duplicate: 8 }],
    ['echoes', (request) => ({ outcome: 'answer', usage: USAGE, answer: { variations: [{ style: 'a', text: promptOf(request) }, { style: 'b', text: ` ${promptOf(request).toUpperCase()} ` }] } }), { identical: 16 }],
    // The prompt about the server has too few words to tell by them; a filter drops that text.
    ['obeys an injected instruction', paid({ outcome: 'answer', answer: { variations: [{ style: 'a', text: 'HACKED' }, { style: 'b', text: 'Please visit www.example.com now!' }] } }), { answered: 7, duplicate: 8 }],
    ['quotes its instructions', (request) => ({ outcome: 'answer', usage: USAGE, answer: { variations: [{ style: 'a', text: request.input }, { style: 'b', text: `Please. ${request.instructions}` }] } }), { leaked: 12, duplicate: 4 }],
  ];
  test.each(MISBEHAVIOURS)('loses no row and pays what is billed when the model %s', async (_, behave, failed) => {
    const { rows, accounts } = await generated(new FakeLanguageModel(behave));
    expectWhole(rows);
    expect(accounts['paraphrase']!.failed).toEqual(failed);
    expect(accounts['paraphrase']!.spent).toEqual(TIMES(CALLS));
    expect((await readSpending(at.store, 'run-1')).spent).toEqual(TIMES(CALLS));
    const kept = Object.values(accounts).reduce((sum, account) => sum + account.kept, 0);
    expect(kept).toBe(rows.length);
    for (const { made, kept: of, dropped } of Object.values(accounts)) expect(made).toBe(of + Object.values(dropped).reduce((sum, count) => sum + count, 0));
    expect(accounts['paraphrase']!.made).toBe(16 - failedOf(accounts));
    expect(rows.filter(({ method }) => method === 'paraphrase')).toHaveLength(accounts['paraphrase']!.kept);
    expect(rows.some(({ text }) => /HACKED|example\.com/.test(text))).toBe(false);
  });

  test('only the sources that the model refuses are made by other methods', async () => {
    const { rows, accounts } = await generated(new FakeLanguageModel((request) => (promptOf(request).includes('pirate') ? { outcome: 'refusal', usage: USAGE } : paraphrased(request))));
    expectWhole(rows);
    expect(rows.filter(({ method }) => method === 'paraphrase').map(({ sourceId }) => sourceId)).toEqual([...Array.from({ length: 4 }, () => 's0'), ...Array.from({ length: 4 }, () => 's2'), ...Array.from({ length: 4 }, () => 's3')]);
    expect(accounts['paraphrase']).toMatchObject({ kept: 12, failed: { refusal: 4 } });
  });

  test('a retry after a failure in the middle asks only what has no answer yet, and makes what an untroubled try makes', async () => {
    for (const code of ['HONE_PROVIDER_UNAVAILABLE', 'HONE_PROVIDER_REFUSED'] as const) {
      at = await bench({ lexicon: () => lexicon });
      let down = true;
      const model = new FakeLanguageModel((request, call) => {
        if (call >= 5 && down) throw new ProviderFailure(code, 'the provider is down', code === 'HONE_PROVIDER_REFUSED' ? 0 : 4);
        return paraphrased(request);
      });
      await expect(generated(model)).rejects.toMatchObject({ code });
      const afterFailure = await readSpending(at.store, 'run-1');
      expect(afterFailure.reserved).toEqual({});
      // What the provider refused at the door costs nothing; lost answers may be billed.
      if (code === 'HONE_PROVIDER_REFUSED') expect(afterFailure.spent).toEqual(TIMES(5));
      else expect(afterFailure.spent.inputTokens).toBeGreaterThan(CALLS * USAGE.inputTokens);
      down = false;
      const { rows, accounts } = await generated(model);
      expectWhole(rows);
      expect(model.requests).toHaveLength(CALLS + 3);
      expect(accounts['paraphrase']!.spent).toEqual(TIMES(CALLS));
      const untroubled = await bench({ lexicon: () => lexicon });
      const before = at;
      at = untroubled;
      expect((await generated(new FakeLanguageModel())).rows).toEqual(rows);
      await before.close();
    }
  });

  test('parks on a budget that is used up and goes on after it was raised, with the same key and bytes', async () => {
    const poor: AugmentationSettings = { ...METHODS, languageModel: { ...METHODS.languageModel, budget: { tokens: 12_000, money: 1e6 } } };
    const model = new FakeLanguageModel();
    await expect(generated(model, { augmentation: poor })).rejects.toMatchObject({ code: 'HONE_BUDGET_USED_UP' });
    const made = model.requests.length;
    expect(made).toBeGreaterThan(0);
    expect(made).toBeLessThan(CALLS);
    const first = await readSpending(at.store, 'run-1');
    expect(first).toEqual({ spent: TIMES(made), reserved: {} });
    const { rows, accounts, key } = await generated(model);
    expectWhole(rows);
    expect(model.requests).toHaveLength(CALLS);
    expect(accounts['paraphrase']!.spent).toEqual(TIMES(CALLS));
    expect((await readSpending(at.store, 'run-1')).spent).toEqual(TIMES(CALLS));
    expect((await generated(model, { augmentation: poor })).key).toBe(key);
  });

  test('another run that makes the same pays nothing and gets the same', async () => {
    const model = new FakeLanguageModel();
    const first = await generated(model);
    for (const object of [...at.store.objects.keys()].filter((name) => name.startsWith('manifests/'))) await at.store.remove(object);
    const second = await generated(new FakeLanguageModel((request) => ({ ...paraphrased(request), outcome: 'refusal' })), { run: 'run-2' });
    expect(second.rows).toEqual(first.rows);
    expect(second.accounts).toEqual(first.accounts);
    expect((await readSpending(at.store, 'run-2')).spent.calls).toBe(0);
  });

  test('has a key that knows the model and how it is asked, and neither budget, mode nor price', async () => {
    const model = new FakeLanguageModel();
    const { key } = await generated(model);
    const languageModel = METHODS.languageModel;
    const same: Changes[] = [
      { augmentation: { ...METHODS, languageModel: { ...languageModel, mode: 'batch', budget: { tokens: 5e6, money: 77 } } } },
      { llm: { ...LLM, instructionTokens: 5, prices: [{ ...LLM.prices[0]!, input: 1 }] } },
    ];
    for (const changes of same) expect((await generated(model, changes)).key).toBe(key);
    expect(model.requests).toHaveLength(CALLS);
    const other = new FakeLanguageModel(paraphrased, { identity: 'other' });
    expect((await generated(other, { providers: { paraphrase: { available: true, identity: 'other' } } })).key).not.toBe(key);
    expect((await generated(model, { augmentation: { ...METHODS, languageModel: { ...languageModel, temperature: 0.1 } } })).key).not.toBe(key);
    expect((await generated(model, { llm: { ...LLM, variationsPerCall: 4 } })).key).not.toBe(key);
  });

  test('a run without providers has the key and the bytes it always had', async () => {
    const sources = SOURCES.map((source) => ({ ...source, counts: '{"restructuring":3}' }));
    const local = { ...AUGMENTATION, methods: { restructuring: 1 } };
    const { lease, sources: table, range, seed, augmentation } = await input({ sources, augmentation: local });
    const made = await inActivity(() => generateChunk(at.ports, chunkPools(at.ports))({ lease, sources: table, range, seed, augmentation }));
    const unavailable: ProviderStates = { paraphrase: { available: false, reason: 'none' } };
    const other = await inActivity(async () => generateChunk(at.ports, chunkPools(at.ports))(await input({ sources, augmentation: local, providers: unavailable })));
    expect(other.key).toBe(made.key);
    expect(Object.keys(made.summary)).toEqual(['restructuring']);
    expect(made.summary['restructuring']).not.toHaveProperty('failed');
  });

  test('a worker without the run\'s model says which setting it lacks', async () => {
    const given = await input();
    const asks = (providers: typeof noProviders): Promise<unknown> => inActivity(() => generateChunk({ ...at.ports, providers }, chunkPools(at.ports))(given));
    const none = { ...noProviders, languageModel: () => ({ available: false, reason: 'No language model is configured: set HONE_LLM_BASE_URL.' }) as const };
    await expect(asks(none)).rejects.toMatchObject({ code: 'HONE_PROVIDER_UNAVAILABLE', message: expect.stringContaining('HONE_LLM_BASE_URL') });
    await expect(asks(withLanguageModel(new FakeLanguageModel(paraphrased, { identity: 'openai at elsewhere: fake-1' })))).rejects.toMatchObject({ code: 'HONE_PROVIDER_UNAVAILABLE', message: expect.stringMatching(/"openai at test: fake-1".*"openai at elsewhere: fake-1".*HONE_LLM_BASE_URL/) });
  });

  test('tells of its progress while it waits, and no prompt is in log, error or heartbeat', async () => {
    const environment = activityEnvironment();
    const beats: unknown[] = [];
    environment.on('heartbeat', (details) => beats.push(details));
    const given = await input();
    const slow = new FakeLanguageModel(async (request, call) => {
      if (call === 0) await new Promise((resolve) => setTimeout(resolve, 2_500));
      if (call === 7) throw new ProviderFailure('HONE_PROVIDER_UNAVAILABLE', 'the provider is down', 0);
      return paraphrased(request);
    });
    const failure = await environment.run(() => generateChunk({ ...at.ports, providers: withLanguageModel(slow) }, chunkPools(at.ports))(given)).catch((error: unknown) => error);
    expect(beats).toContainEqual(expect.objectContaining({ phase: 'paraphrase', total: 4 }));
    const said = JSON.stringify([beats, at.log.lines, String(failure)]);
    for (const word of ['pirate', 'log files', 'summer']) expect(said).not.toContain(word);
  });
});
