import type { ChatCompletionCreateParamsNonStreaming } from 'openai/resources/chat/completions';
import type { CompletionRequest } from '../../domain/ports/language-model.ts';
import type { ModelCapabilities } from './model-capabilities.ts';

/** The body of a request for a completion, with nothing in it that the model does not understand. */
export function openAiRequest({ instructions, input, answer, maxOutputTokens, temperature }: CompletionRequest, model: string, capabilities: ModelCapabilities): ChatCompletionCreateParamsNonStreaming {
  const { structuredOutput, limitKey, reasoningEffort } = capabilities;
  return {
    model,
    messages: [
      { role: 'system', content: structuredOutput === 'json-schema' ? instructions : `${instructions}\n\n${inWords(answer)}` },
      // Half a surrogate pair is no text, and servers refuse it.
      { role: 'user', content: input.toWellFormed() },
    ],
    [limitKey]: maxOutputTokens,
    ...(capabilities.temperature && { temperature }),
    ...(reasoningEffort && { reasoning_effort: reasoningEffort }),
    ...(structuredOutput === 'json-schema' && { response_format: { type: 'json_schema', json_schema: { name: answer.name, strict: true, schema: answer.schema } } }),
    ...(structuredOutput === 'json-object' && { response_format: { type: 'json_object' } }),
  };
}

function inWords({ schema }: CompletionRequest['answer']): string {
  return `Answer with one JSON value of this JSON schema, and nothing else:\n${JSON.stringify(schema)}`;
}
