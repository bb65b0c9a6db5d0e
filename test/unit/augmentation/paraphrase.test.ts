import { describe, expect, test } from '@jest/globals';
import { paraphrase } from '../../../augmentation/paraphrase.ts';
import type { Asked, ProviderAnswer } from '../../../augmentation/method.ts';
import { HoneError } from '../../../domain/errors.ts';
import { FakeLanguageModel, paraphrased, promptOf, USAGE } from '../../fakes/fake-language-model.ts';

const asked = (count: number, sources = 5): Asked[] => Array.from({ length: sources }, (_, index) => ({ source: { id: `s${index}`, text: `How do I write letter number ${index} to my landlord?` }, count }));
const run = (model: FakeLanguageModel, of: readonly Asked[], onProgress: (done: number) => void = () => undefined): Promise<readonly ProviderAnswer[]> =>
  paraphrase({ variationsPerCall: 3, temperature: 0.9 })(of, model, { seed: 7, signal: new AbortController().signal, onProgress });

describe('paraphrase', () => {
  test('answers in the order of what was asked, and says how many sources are done', async () => {
    const model = new FakeLanguageModel(async (request, call) => {
      // The first call is the slowest.
      await new Promise((resolve) => setTimeout(resolve, call === 0 ? 20 : 0));
      return paraphrased(request);
    });
    const progress: number[] = [];
    const answers = await run(model, [...asked(4), { source: { id: 'none', text: 'x' }, count: 0 }], (done) => progress.push(done));
    expect(answers.map(({ variations, failed }) => [variations.length, failed])).toEqual([...Array.from({ length: 5 }, () => [4, {}]), [0, {}]]);
    answers.slice(0, 5).forEach(({ variations }, index) => expect(variations.every(({ text }) => text.includes(`number ${index} `))).toBe(true));
    expect(model.requests).toHaveLength(10);
    expect(progress).toEqual([2, 3, 4, 5, 6]);
  });

  test('one bad answer costs its own source only, and nothing asked for is lost', async () => {
    const model = new FakeLanguageModel((request) => (promptOf(request).includes('number 2 ') ? { outcome: 'refusal', usage: USAGE } : paraphrased(request)));
    const answers = await run(model, asked(4));
    expect(answers.map(({ variations, failed }) => [variations.length, failed])).toEqual([[4, {}], [4, {}], [0, { refusal: 4 }], [4, {}], [4, {}]]);
  });

  test('a failed call stops those behind it, and is thrown when those under way have come', async () => {
    let finished = 0;
    const model = new FakeLanguageModel(async (request, call) => {
      if (call === 1) throw new HoneError('HONE_PROVIDER_REFUSED', 'no credit');
      await new Promise((resolve) => setTimeout(resolve, 10));
      finished += 1;
      return paraphrased(request);
    });
    await expect(run(model, asked(3, 40))).rejects.toMatchObject({ code: 'HONE_PROVIDER_REFUSED' });
    expect(model.requests).toHaveLength(8);
    expect(finished).toBe(7);
  });
});
