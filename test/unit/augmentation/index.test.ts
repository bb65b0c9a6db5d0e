import { describe, expect, test } from '@jest/globals';
import { availableMethods, methodAvailability, methodQuotas } from '../../../augmentation/index.ts';

test('methods without a provider are unavailable and say why', () => {
  expect(availableMethods()).toEqual(['restructuring', 'synonyms', 'perturbation']);
  expect(methodAvailability({ synonyms: 0.5, paraphrase: 0.5 })).toEqual([
    { method: 'synonyms', share: 0.5, available: true },
    { method: 'paraphrase', share: 0.5, available: false, reason: 'No language model is configured for paraphrasing.' },
  ]);
});

describe('methodQuotas', () => {
  test('largest remainder over the shares', () => {
    expect(methodQuotas({ restructuring: 0.6, synonyms: 0.4 }, 8)).toEqual({ quotas: { restructuring: 5, synonyms: 3 }, reassigned: [] });
  });

  test('an unavailable share goes to the others in proportion to theirs, and is named', () => {
    const { quotas, reassigned } = methodQuotas({ restructuring: 0.3, synonyms: 0.1, paraphrase: 0.6 }, 1000);
    expect(quotas).toEqual({ restructuring: 750, synonyms: 250 });
    expect(reassigned).toEqual([{ method: 'paraphrase', count: 600, reason: 'No language model is configured for paraphrasing.' }]);
  });

  test('with no method available nothing is planned', () => {
    const { quotas, reassigned } = methodQuotas({ 'back-translation-de': 1 }, 10);
    expect(quotas).toEqual({});
    expect(reassigned).toHaveLength(1);
  });
});
