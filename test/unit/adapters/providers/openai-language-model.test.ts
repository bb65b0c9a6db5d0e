import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { hasBatches, openAiLanguageModel } from '../../../../adapters/providers/openai-language-model.ts';
import type { OpenAiOptions } from '../../../../adapters/providers/openai-language-model.ts';
import type { CompletionRequest, LanguageModel } from '../../../../domain/ports/language-model.ts';
import { eventually } from '../../../support/processes.ts';
import { openAiServer } from '../../../support/openai-server.ts';
import type { Behaviour, OpenAiServer, OpenAiServerOptions } from '../../../support/openai-server.ts';

const REQUEST: CompletionRequest = {
  instructions: 'Reword the text.',
  input: '<text>How do I unlock my account?</text>',
  answer: {
    name: 'paraphrases',
    schema: { type: 'object', properties: { paraphrases: { type: 'array', items: { type: 'string' }, minItems: 2 } }, required: ['paraphrases'], additionalProperties: false },
  },
  maxOutputTokens: 200,
  temperature: 0.9,
};
const ANSWER = { paraphrases: ['text 1', 'text 2'] };
const QUICK = { attempts: 3, limitedAttempts: 4, firstWaitMs: 1, longestWaitMs: 4, patienceMs: 5_000 };
const never = new AbortController().signal;

let server: OpenAiServer;
afterEach(() => server.close());

async function start(options: OpenAiServerOptions & { readonly model?: string } & OpenAiOptions = {}): Promise<LanguageModel> {
  const { model = 'gpt-4o-mini', concurrency, timeoutMs = 2_000, ...rest } = options;
  server = await openAiServer(rest);
  return openAiLanguageModel({ kind: 'openai', baseUrl: server.url, apiKey: 'key-1' }, model, { timeoutMs, retry: QUICK, ...(concurrency !== undefined && { concurrency }) });
}

/** Answers with these in turn, the last one for ever. */
function inTurn(...behaviours: readonly Behaviour[]): (call: { readonly attempt: number }) => Behaviour {
  return ({ attempt }) => behaviours[Math.min(attempt, behaviours.length - 1)]!;
}

describe('what is asked', () => {
  test('a strict schema, a temperature and a limit; nothing that identifies the machine', async () => {
    const model = await start();
    await expect(model.complete(REQUEST, never)).resolves.toEqual({ outcome: 'answer', answer: ANSWER, usage: { inputTokens: 14, outputTokens: 9 } });
    expect(server.calls[0]!.body).toEqual({
      model: 'gpt-4o-mini',
      messages: [{ role: 'system', content: 'Reword the text.' }, { role: 'user', content: REQUEST.input }],
      max_tokens: 200,
      temperature: 0.9,
      response_format: { type: 'json_schema', json_schema: { name: 'paraphrases', strict: true, schema: REQUEST.answer.schema } },
    });
    expect(server.calls[0]!.headers).toMatchObject({ authorization: 'Bearer key-1' });
    expect(server.calls[0]!.headers).not.toHaveProperty('openai-organization');
  });

  test('reasoning models get no temperature, their own limit, and the least reasoning', async () => {
    const model = await start({ model: 'o4-mini' });
    await model.complete(REQUEST, never);
    const { body } = server.calls[0]!;
    expect(body).toMatchObject({ max_completion_tokens: 200, reasoning_effort: 'low', response_format: { type: 'json_schema' } });
    expect(body).not.toHaveProperty('temperature');
    expect(body).not.toHaveProperty('max_tokens');
  });

  test('unknown models are asked in words, for some servers refuse any response_format', async () => {
    const model = await start({ model: 'llama-3.3-70b' });
    await expect(model.complete(REQUEST, never)).resolves.toMatchObject({ outcome: 'answer', answer: ANSWER });
    expect(server.calls[0]!.body).not.toHaveProperty('response_format');
    expect(server.calls[0]!.instructions).toBe(`Reword the text.\n\nAnswer with one JSON value of this JSON schema, and nothing else:\n${JSON.stringify(REQUEST.answer.schema)}`);
  });

  test('older models are asked for a JSON object, and told its schema', async () => {
    const model = await start({ model: 'gpt-4-turbo' });
    await expect(model.complete(REQUEST, never)).resolves.toMatchObject({ outcome: 'answer', answer: ANSWER });
    expect(server.calls[0]!.body).toMatchObject({ response_format: { type: 'json_object' } });
    expect(server.calls[0]!.instructions).toContain(JSON.stringify(REQUEST.answer.schema));
  });

  test("the SDK's own variables change nothing, and nothing is printed", async () => {
    const variables = { OPENAI_ORG_ID: 'org-of-another', OPENAI_PROJECT_ID: 'project-of-another', OPENAI_BASE_URL: 'http://127.0.0.1:1', OPENAI_LOG: 'debug' };
    const debug = jest.spyOn(console, 'debug').mockImplementation(() => undefined);
    Object.assign(process.env, variables);
    try {
      const model = await start();
      await model.complete(REQUEST, never);
      expect(JSON.stringify(server.calls[0]!.headers)).not.toContain('of-another');
      expect(debug).not.toHaveBeenCalled();
    } finally {
      for (const name of Object.keys(variables)) delete process.env[name];
      debug.mockRestore();
    }
  });

  test('half a surrogate pair is mended, as servers refuse it', async () => {
    const model = await start();
    await model.complete({ ...REQUEST, input: 'cut \ud83d' }, never);
    expect(server.calls[0]!.input).toBe('cut \ufffd');
  });

  test('a server without a key is sent none', async () => {
    server = await openAiServer();
    const model = openAiLanguageModel({ kind: 'openai', baseUrl: server.url }, 'llama', { retry: QUICK });
    await model.complete(REQUEST, never);
    expect(server.calls[0]!.headers).not.toHaveProperty('authorization');
  });

  test.each(['', '/', '/openai', '/openai/'])('Azure names the deployment in the path, with the key in its own header (address ends in %j)', async (end) => {
    server = await openAiServer();
    const model = openAiLanguageModel({ kind: 'azure', baseUrl: server.origin + end, apiKey: 'key-2', apiVersion: '2024-10-21' }, 'gpt-4o', { retry: QUICK });
    await expect(model.complete(REQUEST, never)).resolves.toMatchObject({ outcome: 'answer', answer: ANSWER });
    expect(server.calls[0]).toMatchObject({ path: '/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21', headers: { 'api-key': 'key-2' } });
  });

  test('the identity names kind, host and model, and no secret', async () => {
    server = await openAiServer();
    const model = openAiLanguageModel({ kind: 'openai', baseUrl: 'https://user:pass@gateway.example:8443/v1?token=t', apiKey: 'key' }, 'm');
    expect(model.identity).toBe('openai gateway.example:8443 m');
  });
});

describe('what comes back', () => {
  test.each([
    ['refusal', 'refusal'],
    ['content-filter', 'content-filter'],
    ['truncated', 'truncated'],
    ['malformed-json', 'malformed-json'],
  ] as const)('%s is an outcome, asked once and paid for', async (behaviour, outcome) => {
    const model = await start({ behave: () => behaviour });
    const completion = await model.complete(REQUEST, never);
    expect(completion).toEqual({ outcome, usage: server.billed });
    expect(server.calls).toHaveLength(1);
  });

  test.each([
    ['filtered-prompt', 'content-filter'],
    ['too-long', 'truncated'],
    ['no-choices', 'malformed-json'],
  ] as const)('%s is about this text alone: %s, with unknown usage, asked once', async (behaviour, outcome) => {
    const model = await start({ behave: () => behaviour });
    await expect(model.complete(REQUEST, never)).resolves.toEqual({ outcome, usage: null });
    expect(server.calls).toHaveLength(1);
  });

  test('an answer without usage says so', async () => {
    const model = await start({ behave: () => 'no-usage' });
    await expect(model.complete(REQUEST, never)).resolves.toEqual({ outcome: 'answer', answer: ANSWER, usage: null });
  });

  test('JSON in a Markdown fence, or after thoughts, is JSON', async () => {
    const model = await start({ behave: () => 'fenced' });
    await expect(model.complete(REQUEST, never)).resolves.toMatchObject({ outcome: 'answer', answer: ANSWER });
  });

  test('JSON of the wrong shape and obeyed injections are handed on: the caller judges them', async () => {
    const model = await start({ behave: ({ input }) => (input.includes('wrong') ? 'wrong-schema' : { injected: 'HACKED' }) });
    await expect(model.complete({ ...REQUEST, input: 'wrong' }, never)).resolves.toMatchObject({ outcome: 'answer', answer: { unexpected: [1, 2, 3] } });
    await expect(model.complete(REQUEST, never)).resolves.toMatchObject({ outcome: 'answer', answer: { paraphrases: ['HACKED', 'HACKED'] } });
  });
});

describe('what is tried again', () => {
  test.each(['server-error', 'cut-off', 'hang', 'slow-body', 'web-page'] as const)('%s passes: the answer comes, and the lost attempt is told', async (behaviour) => {
    const model = await start({ behave: inTurn(behaviour, 'answer'), timeoutMs: 1_000 });
    await expect(model.complete(REQUEST, never)).resolves.toMatchObject({ outcome: 'answer', answer: ANSWER, lost: 1 });
    expect(server.calls).toHaveLength(2);
  });

  test.each(['rate-limited', 'overloaded'] as const)('%s passes, and is on no bill', async (behaviour) => {
    const model = await start({ behave: inTurn(behaviour, behaviour, 'answer') });
    const completion = await model.complete(REQUEST, never);
    expect(completion).toEqual({ outcome: 'answer', answer: ANSWER, usage: server.billed });
    expect(server.calls).toHaveLength(3);
  });

  test.each(['server-error', 'cut-off', 'hang', 'web-page'] as const)('%s for ever ends as unavailable after the attempts of the rule', async (behaviour) => {
    const model = await start({ behave: () => behaviour, timeoutMs: 500 });
    await expect(model.complete(REQUEST, never)).rejects.toMatchObject({ code: 'HONE_PROVIDER_UNAVAILABLE' });
    expect(server.calls).toHaveLength(QUICK.attempts);
  });

  test('429 for ever has attempts of its own', async () => {
    const model = await start({ behave: () => 'rate-limited' });
    await expect(model.complete(REQUEST, never)).rejects.toMatchObject({ code: 'HONE_PROVIDER_UNAVAILABLE', message: expect.stringContaining('429 rate_limit_exceeded, 4 times') });
    expect(server.calls).toHaveLength(QUICK.limitedAttempts);
  });

  test('a server that is not there is unavailable', async () => {
    const model = await start();
    await server.close();
    await expect(model.complete(REQUEST, never)).rejects.toMatchObject({ code: 'HONE_PROVIDER_UNAVAILABLE', message: expect.stringContaining('ECONNREFUSED') });
  });

  test.each([
    ['no-quota', 'quota and billing'],
    ['unauthorized', 'HONE_LLM_API_KEY'],
    ['forbidden', 'HONE_LLM_API_KEY'],
    ['no-model', 'plan.llm.model'],
    ['bad-request', 'capability table'],
  ] as const)('%s is refused at once, with the remedy: no waiting helps', async (behaviour, remedy) => {
    const model = await start({ behave: () => behaviour });
    await expect(model.complete(REQUEST, never)).rejects.toMatchObject({ code: 'HONE_PROVIDER_REFUSED', message: expect.stringContaining(remedy) });
    expect(server.calls).toHaveLength(1);
  });

  test.each(['unauthorized', 'server-error', 'rate-limited', 'bad-request'] as const)('what the provider says on %s may repeat a prompt and goes nowhere, nor does the key', async (behaviour) => {
    const model = await start({ behave: () => behaviour });
    const error: unknown = await model.complete(REQUEST, never).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(Error);
    const { message, stack = '', cause } = error as Error;
    for (const secret of ['SECRET-PROMPT', 'key-1', 'unlock']) expect(message + stack).not.toContain(secret);
    expect(cause).toBeUndefined();
  });
});

describe('the rate', () => {
  test.each([{ 'retry-after': '0.2' }, { 'retry-after-ms': '200' }, { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '200ms' }])('429 with %j waits as long as it is told', async (rateLimited) => {
    const model = await start({ behave: inTurn({ rateLimited }, 'answer') });
    const before = performance.now();
    await expect(model.complete(REQUEST, never)).resolves.toMatchObject({ outcome: 'answer', answer: ANSWER });
    // Timers may be a little early; the rule alone would have waited 1 ms.
    expect(performance.now() - before).toBeGreaterThan(190);
    expect(server.calls).toHaveLength(2);
  });

  test('a wait beyond all patience is reported, not slept through', async () => {
    const model = await start({ behave: () => ({ rateLimited: { 'retry-after': '3600' } }) });
    await expect(model.complete(REQUEST, never)).rejects.toMatchObject({ code: 'HONE_PROVIDER_UNAVAILABLE', message: expect.stringContaining('asks to wait 3600 s') });
    expect(server.calls).toHaveLength(1);
  });

  test.each(['requests', 'tokens'])('calls wait for the reset before the provider has to refuse them (%s)', async (of) => {
    // A window of 250 ms with room for two calls of some 220 tokens; a third would be refused.
    const arrivals: number[] = [];
    const opened = performance.now();
    const room = of === 'requests' ? 2 : 500;
    const windowOf = (at: number): number => Math.floor((at - opened) / 250);
    const used = (): number => arrivals.filter((at) => windowOf(at) === windowOf(performance.now())).length * (of === 'requests' ? 1 : 220);
    const model = await start({
      concurrency: 1,
      behave: () => {
        arrivals.push(performance.now());
        return used() > room ? 'rate-limited' : 'answer';
      },
      headers: () => ({ [`x-ratelimit-remaining-${of}`]: String(Math.max(0, room - used())), [`x-ratelimit-reset-${of}`]: `${Math.ceil(opened + (windowOf(performance.now()) + 1) * 250 - performance.now()) + 2}ms` }),
    });
    const inputs = [1, 2, 3, 4, 5, 6].map((n) => `text ${n}`);
    const completions = await Promise.all(inputs.map((input) => model.complete({ ...REQUEST, input }, never)));
    expect(completions.every(({ outcome }) => outcome === 'answer')).toBe(true);
    expect(server.calls.map(({ input }) => input)).toEqual(inputs);
  });

  test('no more calls are under way than allowed', async () => {
    const model = await start({ concurrency: 3, behave: () => 'hang', timeoutMs: 60_000 });
    const controller = new AbortController();
    const completed = Promise.allSettled(Array.from({ length: 12 }, (_, n) => model.complete({ ...REQUEST, input: `text ${n}` }, controller.signal)));
    await eventually(() => server.calls.length >= 3);
    await new Promise((wake) => setTimeout(wake, 50));
    expect(server.calls).toHaveLength(3);
    controller.abort();
    await completed;
  });
});

describe('an abort', () => {
  const reason = new Error('the activity was cancelled');

  test.each([
    ['a call', 'hang'],
    ['a body', 'slow-body'],
    ['a wait', { rateLimited: { 'retry-after': '4' } }],
  ] as const)('ends %s under way, with its reason and no further attempt', async (_, behaviour) => {
    const model = await start({ behave: () => behaviour, timeoutMs: 60_000 });
    const controller = new AbortController();
    const completed = expect(model.complete(REQUEST, controller.signal)).rejects.toBe(reason);
    await eventually(() => server.calls.length === 1);
    await new Promise((wake) => setTimeout(wake, 50));
    controller.abort(reason);
    await completed;
    expect(server.calls).toHaveLength(1);
  });

  test('ends calls in the queue, which are never asked', async () => {
    const model = await start({ behave: () => 'hang', concurrency: 1, timeoutMs: 60_000 });
    const controller = new AbortController();
    const completed = Promise.allSettled(['first', 'second'].map((input) => model.complete({ ...REQUEST, input }, controller.signal)));
    await eventually(() => server.calls.length === 1);
    controller.abort(reason);
    expect(await completed).toEqual([{ status: 'rejected', reason }, { status: 'rejected', reason }]);
    expect(server.calls.map(({ input }) => input)).toEqual(['first']);
  });
});

test('a crowd of faults: no request is lost, none is asked again after its answer, and what is told covers the bill', async () => {
  const faults: readonly Behaviour[] = ['answer', 'server-error', 'rate-limited', 'cut-off', 'refusal', 'malformed-json', 'no-usage', 'overloaded', { rateLimited: { 'retry-after-ms': '5' } }];
  const last: readonly Behaviour[] = ['refusal', 'malformed-json', 'no-usage'];
  const model = await start({
    behave: ({ input, attempt }) => {
      const fault = faults[Number(input) % faults.length]!;
      return attempt === 0 || last.includes(fault) ? fault : 'answer';
    },
    answer: ({ input }) => ({ paraphrases: [`of ${input}`] }),
  });
  const inputs = Array.from({ length: 90 }, (_, n) => String(n));
  const completions = await Promise.all(inputs.map((input) => model.complete({ ...REQUEST, input }, never)));

  completions.forEach((completion, n) => {
    if (completion.outcome === 'answer') expect(completion.answer).toEqual({ paraphrases: [`of ${n}`] });
  });
  expect(completions.filter(({ outcome }) => outcome === 'refusal')).toHaveLength(10);
  expect(completions.filter(({ outcome }) => outcome === 'malformed-json')).toHaveLength(10);
  expect(completions.filter(({ usage }) => usage === null)).toHaveLength(10);
  const asked = (input: string): number => server.calls.filter((call) => call.input === input).length;
  inputs.forEach((input, n) => expect(asked(input)).toBe([1, 2, 2, 2, 1, 1, 1, 2, 2][n % faults.length]));
  const ceiling = REQUEST.maxOutputTokens;
  const told = completions.reduce((sum, { usage, lost = 0 }) => sum + (usage?.outputTokens ?? ceiling) + lost * ceiling, 0);
  expect(completions.reduce((sum, { lost = 0 }) => sum + lost, 0)).toBe(20);
  expect(told).toBeGreaterThanOrEqual(server.billed.outputTokens);
});

test.each([
  ['openai', 'https://api.openai.com/v1', true],
  ['openai', 'https://eu.api.openai.com/v1', true],
  ['openai', 'https://mine.openai.azure.com/openai/v1', true],
  ['azure', 'https://mine.example', true],
  ['openai', 'http://127.0.0.1:8000/v1', false],
  ['openai', 'https://notapi.openai.com.example/v1', false],
] as const)('the batch API of %s at %s: %s', async (kind, baseUrl, has) => {
  server = await openAiServer();
  expect(hasBatches({ kind, baseUrl })).toBe(has);
  const model = openAiLanguageModel({ kind, baseUrl, apiKey: 'key', apiVersion: '2024-10-21' }, 'gpt-4o');
  expect(model.batches !== undefined).toBe(has);
});

test('a model that takes no batches has none, wherever it is', async () => {
  server = await openAiServer();
  expect(openAiLanguageModel({ kind: 'openai', baseUrl: server.url }, 'some-model', { batches: true }).batches).toBeUndefined();
});
