import { expect, test } from '@jest/globals';
import { openProviders } from '../../../../adapters/providers/open-providers.ts';

const translationModels = '/nowhere';

test('a machine without an address has no language model, and says what to set', () => {
  expect(openProviders({ translationModels }).languageModel('gpt-4o')).toMatchObject({ available: false, reason: expect.stringContaining('HONE_LLM_BASE_URL') });
});

test('Azure without a key has none either', () => {
  const languageModel = { kind: 'azure', baseUrl: 'https://mine.openai.azure.com', apiVersion: '2024-10-21' } as const;
  expect(openProviders({ languageModel, translationModels }).languageModel('gpt-4o')).toMatchObject({ available: false, reason: expect.stringContaining('HONE_LLM_API_KEY') });
});

test('each model is made once, so that all who ask are paced together', () => {
  const providers = openProviders({ languageModel: { kind: 'openai', baseUrl: 'http://127.0.0.1:1/v1' }, translationModels });
  const [first, again, other] = [providers.languageModel('a'), providers.languageModel('a'), providers.languageModel('b')];
  expect(first).toMatchObject({ available: true, provider: { identity: 'openai 127.0.0.1:1 a' } });
  expect(first.available && again.available && first.provider === again.provider).toBe(true);
  expect(other).toMatchObject({ available: true, provider: { identity: 'openai 127.0.0.1:1 b' } });
});
