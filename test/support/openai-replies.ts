import type { Json, JsonObject } from '../../domain/artifact-ref.ts';
import type { Behaviour, ChatBody, ServedCall } from './openai-server.ts';

/** What goes over the wire, how it gets lost, and what the provider puts on the bill. */
export interface Reply {
  readonly status: number;
  readonly payload: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly lost?: 'unanswered' | 'hang' | 'slow-body' | 'cut-off' | 'missing' | 'expired';
  readonly cost: { readonly inputTokens: number; readonly outputTokens: number };
}

export const FREE = { inputTokens: 0, outputTokens: 0 };

/** How a call is answered that is to be treated so. */
export function replyTo(call: ServedCall, behaviour: Behaviour, answer: (call: ServedCall) => unknown): Reply {
  const good = (): string => JSON.stringify(answer(call));
  const failure = (status: number, code: string, headers: Readonly<Record<string, string>> = {}): Reply => ({ status, payload: errorBody(code), headers, cost: FREE });
  const lost = (how: NonNullable<Reply['lost']>): Reply => ({ ...completion(call, { content: good() }), lost: how });
  if (typeof behaviour === 'object') {
    return 'injected' in behaviour ? completion(call, { content: JSON.stringify(replaceStrings(JSON.parse(good()) as Json, behaviour.injected)) }) : failure(429, 'rate_limit_exceeded', behaviour.rateLimited);
  }
  switch (behaviour) {
    case 'answer': return completion(call, { content: good() });
    case 'no-usage': return completion(call, { content: good(), usage: false });
    case 'fenced': return completion(call, { content: '```json\n' + good() + '\n```' });
    case 'refusal': return completion(call, { refusal: 'I am sorry, I can not help with that.' });
    case 'content-filter': return completion(call, { content: '', finish: 'content_filter' });
    case 'truncated': return completion(call, { content: good().slice(0, -3), finish: 'length' });
    case 'malformed-json': return completion(call, { content: 'Sure! ' + good().slice(0, -1) });
    case 'wrong-schema': return completion(call, { content: JSON.stringify({ unexpected: [1, 2, 3] }) });
    case 'no-choices': return { ...completion(call, { content: good() }), payload: { id: 'chatcmpl-0', object: 'chat.completion', choices: [] } };
    case 'filtered-prompt': return { ...failure(400, 'content_filter'), cost: completion(call, { content: '' }).cost };
    case 'too-long': return failure(400, 'context_length_exceeded');
    case 'bad-request': return failure(400, 'unsupported_value');
    case 'rate-limited': return failure(429, 'rate_limit_exceeded');
    case 'no-quota': return failure(429, 'insufficient_quota');
    case 'unauthorized': return failure(401, 'invalid_api_key');
    case 'forbidden': return failure(403, 'unsupported_country_region_territory');
    case 'no-model': return failure(404, 'model_not_found');
    case 'server-error': return failure(500, 'server_error');
    case 'overloaded': return failure(503, 'overloaded');
    case 'web-page': return { status: 200, payload: '<html>Welcome to the hotel network</html>', cost: FREE };
    case 'hang':
    case 'slow-body':
    case 'cut-off': return lost(behaviour);
    case 'missing':
    case 'expired': return { ...lost(behaviour), cost: FREE };
  }
}

interface CompletionParts {
  readonly content?: string;
  readonly refusal?: string;
  readonly finish?: string;
  readonly usage?: boolean;
}

function completion({ body, index, instructions, input }: ServedCall, { content, refusal, finish = 'stop', usage = true }: CompletionParts): Reply {
  const inputTokens = Math.ceil((instructions.length + input.length) / 4);
  const outputTokens = Math.ceil((content ?? refusal ?? '').length / 4);
  const message = { role: 'assistant', content: content ?? null, refusal: refusal ?? null };
  const payload = {
    id: `chatcmpl-${index}`,
    object: 'chat.completion',
    created: Math.floor(Date.now() / 1000),
    model: body.model,
    choices: [{ index: 0, message, finish_reason: finish, logprobs: null }],
    ...(usage && { usage: { prompt_tokens: inputTokens, completion_tokens: outputTokens, total_tokens: inputTokens + outputTokens } }),
  };
  return { status: 200, payload, cost: { inputTokens, outputTokens } };
}

/** The message repeats what a careless server would: nothing of it may come out in an error of Hone. */
export function errorBody(code: string): JsonObject {
  return { error: { message: `The provider says ${code} about: SECRET-PROMPT`, type: code, code, param: null } };
}

/** The smallest value that the schema of a request allows; strings are numbered so that no two are alike. */
export function answerBySchema(call: ServedCall): unknown {
  let strings = 0;
  const valueOf = (schema: JsonObject): unknown => {
    if (Array.isArray(schema['enum'])) return (schema['enum'] as readonly Json[])[0];
    switch (schema['type']) {
      case 'object': return Object.fromEntries(Object.entries(schema['properties'] ?? {}).map(([key, inner]) => [key, valueOf(inner as JsonObject)]));
      case 'array': return Array.from({ length: typeof schema['minItems'] === 'number' ? schema['minItems'] : 1 }, () => valueOf(schema['items'] as JsonObject));
      case 'string': return `text ${++strings}`;
      case 'boolean': return true;
      default: return 1;
    }
  };
  return valueOf(schemaOf(call));
}

/** The schema that the answer must have, wherever the request says it: in `response_format` or at the end of the instructions. */
export function schemaOf({ body, instructions }: Pick<ServedCall, 'body' | 'instructions'>): JsonObject {
  const format = body['response_format'] as { readonly json_schema?: { readonly schema: JsonObject } } | undefined;
  return format?.json_schema?.schema ?? (JSON.parse(instructions.slice(instructions.indexOf('\n{') + 1)) as JsonObject);
}

export function textOf({ messages }: ChatBody, role: string): string {
  return messages.filter((message) => message.role === role).map(({ content }) => content).join('\n');
}

function replaceStrings(value: Json, text: string): Json {
  if (typeof value === 'string') return text;
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((inner: Json) => replaceStrings(inner, text));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replaceStrings(inner, text)]));
}
