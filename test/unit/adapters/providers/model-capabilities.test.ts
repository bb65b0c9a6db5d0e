import { expect, test } from '@jest/globals';
import { modelCapabilities, UNKNOWN_MODEL } from '../../../../adapters/providers/model-capabilities.ts';

test.each([
  ['gpt-4o', 'json-schema', true, 'max_tokens', undefined],
  ['gpt-4o-mini-2024-07-18', 'json-schema', true, 'max_tokens', undefined],
  ['ft:gpt-4o-mini-2024-07-18:acme::abc', 'json-schema', true, 'max_tokens', undefined],
  ['openai/gpt-4.1-nano', 'json-schema', true, 'max_tokens', undefined],
  ['gpt-4o-2024-05-13', 'json-object', true, 'max_tokens', undefined],
  ['gpt-35-turbo', 'json-object', true, 'max_tokens', undefined],
  ['gpt-4-turbo-2024-04-09', 'json-object', true, 'max_tokens', undefined],
  ['gpt-4', 'instructions', true, 'max_tokens', undefined],
  ['o1', 'json-schema', false, 'max_completion_tokens', 'low'],
  ['o3-mini-2025-01-31', 'json-schema', false, 'max_completion_tokens', 'low'],
  ['gpt-5', 'json-schema', false, 'max_completion_tokens', 'minimal'],
  ['gpt-5-nano-2025-08-07', 'json-schema', false, 'max_completion_tokens', 'minimal'],
  ['gpt-5.1', 'json-schema', false, 'max_completion_tokens', 'none'],
  ['gpt-5.4-mini', 'json-schema', false, 'max_completion_tokens', 'none'],
  ['gpt-5.1-chat-latest', 'instructions', false, 'max_completion_tokens', undefined],
])('%s: %s, temperature %s, %s, reasoning %s', (model, structuredOutput, temperature, limitKey, reasoningEffort) => {
  const capabilities = modelCapabilities(model);
  expect(capabilities).toMatchObject({ structuredOutput, temperature, limitKey });
  expect(capabilities.reasoningEffort).toBe(reasoningEffort);
});

test.each(['llama-3.3-70b-instruct', 'gpt-oss-120b', 'mistral', 'my-gpt-4o', 'gpt-4o-audio-preview', 'gpt-5-codex', 'o1-mini'])('%s is not in the table and is asked in words', (model) => {
  expect(modelCapabilities(model)).toBe(UNKNOWN_MODEL);
});
