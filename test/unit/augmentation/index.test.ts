import { describe, expect, test } from '@jest/globals';
import { methodAvailability, methodQuotas } from '../../../augmentation/index.ts';

test('methods without a provider are unavailable and say why; those with one are not', () => {
  const providers = { paraphrase: { available: false, reason: 'set HONE_LLM_BASE_URL' }, 'back-translation-de': { available: true, identity: 'model', through: 'language-model' } } as const;
  expect(methodAvailability({ synonyms: 0.4, paraphrase: 0.3, 'back-translation-de': 0.2, 'back-translation-fr': 0.1 }, providers)).toEqual([
    { method: 'synonyms', share: 0.4, available: true },
    { method: 'paraphrase', share: 0.3, available: false, reason: 'set HONE_LLM_BASE_URL' },
    { method: 'back-translation-de', share: 0.2, available: true, through: 'language-model' },
    { method: 'back-translation-fr', share: 0.1, available: false, reason: 'No provider was looked for.' },
  ]);
});

describe('methodQuotas', () => {
  test('largest remainder over the shares', () => {
    expect(methodQuotas({ restructuring: 0.6, synonyms: 0.4 }, 8)).toEqual({ quotas: { restructuring: 5, synonyms: 3 }, reassigned: [] });
  });

  test('an unavailable share goes to the others in proportion to theirs, and is named', () => {
    const { quotas, reassigned } = methodQuotas({ restructuring: 0.3, synonyms: 0.1, paraphrase: 0.6 }, 1000, { paraphrase: { available: false, reason: 'no model' } });
    expect(quotas).toEqual({ restructuring: 750, synonyms: 250 });
    expect(reassigned).toEqual([{ method: 'paraphrase', count: 600, reason: 'no model' }]);
  });

  test('with no method available nothing is planned', () => {
    const { quotas, reassigned } = methodQuotas({ 'back-translation-de': 1 }, 10);
    expect(quotas).toEqual({});
    expect(reassigned).toHaveLength(1);
  });
});
