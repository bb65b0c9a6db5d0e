import { describe, expect, test } from '@jest/globals';
import { llmCost } from '../../../../domain/planning/llm-cost.ts';
import type { MethodQuota, PlanInput } from '../../../../domain/planning/plan-input.ts';
import { WORKED_EXAMPLE, withSettings } from './worked-example.ts';

// gpt-4.1-mini: 0.40 and 1.60 USD a million tokens, half of it in batches; 8 variations a call, 350 tokens of instructions.

const paraphrase = (change: Partial<MethodQuota> = {}): readonly MethodQuota[] => [{ method: 'paraphrase', share: 1, available: true, ...change }];
const cost = (variations: number, covered: number, change: Partial<PlanInput> = {}): ReturnType<typeof llmCost>['planned'] => llmCost({ ...WORKED_EXAMPLE, methods: paraphrase(), ...change }, variations, covered).planned;

describe('paraphrasing', () => {
  test('is one call a text up to eight variations: 416 tokens in, 66 out for each variation', () => {
    expect(cost(20_000, 2500)).toEqual({ calls: 2500, inputTokens: 1_040_000, outputTokens: 1_320_000, listPrice: expect.closeTo(0.416 + 2.112, 9), batchPrice: expect.closeTo(1.264, 9) });
  });

  test('is two calls a text from nine on, and three from seventeen', () => expect([9, 16, 17].map((each) => cost(each * 100, 100).calls)).toEqual([200, 200, 300]));

  test('of variations that do not divide evenly, calls each text as often as its own share needs', () => {
    // 108 over 12 texts are nine each; 100 are nine for 4 texts and eight for 8; 5 are one for 5 and none for 7.
    expect([108, 100, 5, 0].map((variations) => cost(variations, 12).calls)).toEqual([24, 16, 5, 0]);
  });

  test('goes by the mean of the texts where they are known', () => {
    expect(cost(800, 100, { tokensPerText: 20 })).toMatchObject({ calls: 100, inputTokens: 37_000, outputTokens: 16_000 });
  });

  test('has no batch price where its provider has none, and costs nothing on a model of one\'s own', () => {
    expect(cost(800, 100, withSettings({ plan: { llm: { model: 'local' } } }, { ...WORKED_EXAMPLE, methods: paraphrase() }))).toMatchObject({ calls: 100, listPrice: 0, batchPrice: null });
  });

  test('of nothing is nothing', () => expect(cost(0, 0)).toEqual({ calls: 0, inputTokens: 0, outputTokens: 0, listPrice: 0, batchPrice: 0 }));
});

describe('back-translation', () => {
  const quota: MethodQuota = { method: 'back-translation-de', share: 1, available: true };
  test('costs nothing where no language model does it', () => expect(cost(100, 10, { methods: [quota] })).toMatchObject({ calls: 0, listPrice: 0 }));
  test('through a language model is two calls a variation', () => {
    expect(cost(100, 10, { methods: [{ ...quota, through: 'language-model' }] })).toMatchObject({ calls: 200, inputTokens: 83_200, outputTokens: 13_200 });
  });
});

describe('methods that are not available', () => {
  const methods = [...WORKED_EXAMPLE.methods].map((quota) => (quota.method === 'synonyms' || quota.method === 'restructuring' ? quota : { ...quota, available: false }));
  const unavailable = llmCost({ ...WORKED_EXAMPLE, methods }, 20_000, 2500);

  test('cost nothing', () => expect(unavailable.planned).toEqual({ calls: 0, inputTokens: 0, outputTokens: 0, listPrice: 0, batchPrice: 0 }));
  test('are told with what they would cost: 8,000 paraphrases of 2,500 texts', () => {
    expect(unavailable.ifAvailable).toEqual({ calls: 2500, inputTokens: 1_040_000, outputTokens: 528_000, listPrice: expect.closeTo(1.2608, 9), batchPrice: expect.closeTo(0.6304, 9) });
  });
  test('and need no language model change nothing', () => {
    expect(llmCost({ ...WORKED_EXAMPLE, methods: [{ method: 'synonyms', share: 0.5, available: true }, { method: 'back-translation-fr', share: 0.5, available: false }] }, 100, 10)).not.toHaveProperty('ifAvailable');
    expect(llmCost(WORKED_EXAMPLE, 100, 10)).not.toHaveProperty('ifAvailable');
  });
});
