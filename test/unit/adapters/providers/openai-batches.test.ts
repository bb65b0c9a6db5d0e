import { afterEach, describe, expect, test } from '@jest/globals';
import { openAiLanguageModel } from '../../../../adapters/providers/openai-language-model.ts';
import type { BatchedRequest, Completion, CompletionBatches, CompletionRequest } from '../../../../domain/ports/language-model.ts';
import { openAiServer } from '../../../support/openai-server.ts';
import type { OpenAiServer, OpenAiServerOptions } from '../../../support/openai-server.ts';

const QUICK = { attempts: 3, limitedAttempts: 3, firstWaitMs: 1, longestWaitMs: 4, patienceMs: 1000 };
const never = new AbortController().signal;

let server: OpenAiServer;
afterEach(() => server.close());

async function start(options: OpenAiServerOptions & { readonly kind?: 'openai' | 'azure' } = {}): Promise<CompletionBatches> {
  const { kind = 'openai', ...rest } = options;
  server = await openAiServer(rest);
  const address = { kind, baseUrl: kind === 'azure' ? server.origin : server.url, apiKey: 'key', apiVersion: '2024-10-21' };
  return openAiLanguageModel(address, 'gpt-4o-mini', { retry: QUICK, batches: true, timeoutMs: 2_000 }).batches!;
}

function request(input: string): CompletionRequest {
  return { instructions: 'Reword.', input, answer: { name: 'answer', schema: { type: 'object', properties: { text: { type: 'string' } } } }, maxOutputTokens: 50, temperature: 0.5 };
}

function requests(...inputs: readonly string[]): BatchedRequest[] {
  return inputs.map((input, n) => ({ customId: `id-${n}`, request: request(input) }));
}

async function ended(batches: CompletionBatches, id: string): Promise<Readonly<Record<string, Completion>>> {
  while ((await batches.status(id, never)).state === 'in-progress');
  const results: Record<string, Completion> = {};
  for await (const { customId, completion } of batches.results(id, never)) {
    expect(results).not.toHaveProperty(customId);
    results[customId] = completion;
  }
  return results;
}

describe('a batch', () => {
  test('asks exactly what single calls would ask, and finds each answer by its id', async () => {
    const batches = await start({ answer: ({ input }) => ({ text: `of ${input}` }) });
    const id = await batches.submit('run-1', requests('a', 'b', 'c'), never);
    const results = await ended(batches, id);
    expect(Object.fromEntries(Object.entries(results).map(([key, completion]) => [key, completion.outcome === 'answer' && completion.answer]))).toEqual({ 'id-0': { text: 'of a' }, 'id-1': { text: 'of b' }, 'id-2': { text: 'of c' } });
    expect(server.batches[0]).toMatchObject({ name: 'run-1', endpoint: '/v1/chat/completions' });
    expect(server.batches[0]!.requests[0]).toMatchObject({ custom_id: 'id-0', method: 'POST', url: '/v1/chat/completions' });
    const single = openAiLanguageModel({ kind: 'openai', baseUrl: server.url }, 'gpt-4o-mini');
    await single.complete(request('a'), never);
    expect(server.batches[0]!.requests[0]!.body).toEqual(server.calls.at(-1)!.body);
  });

  test('is in progress until it has ended, and says how far it is', async () => {
    const batches = await start({ batch: { polls: 1 }, behave: ({ input }) => (input === 'b' ? 'server-error' : 'answer') });
    const id = await batches.submit('run-1', requests('a', 'b'), never);
    expect(await batches.status(id, never)).toEqual({ state: 'in-progress', done: 0, failed: 0, total: 2 });
    expect(await batches.status(id, never)).toEqual({ state: 'ended', done: 1, failed: 1, total: 2 });
  });

  test('what failed, expired or is in no file is missing; what failed for its own text is not', async () => {
    const behaviours = ['answer', 'server-error', 'missing', 'expired', 'refusal', 'filtered-prompt', 'no-usage', 'malformed-json', 'rate-limited'] as const;
    const batches = await start({ behave: ({ input }) => behaviours[Number(input)]! });
    const id = await batches.submit('run-1', requests(...behaviours.map((_, n) => String(n))), never);
    const results = await ended(batches, id);
    expect(Object.fromEntries(Object.entries(results).map(([key, { outcome }]) => [key, outcome]))).toEqual({ 'id-0': 'answer', 'id-4': 'refusal', 'id-5': 'content-filter', 'id-6': 'answer', 'id-7': 'malformed-json' });
    expect(results['id-6']!.usage).toBeNull();
    expect(results['id-0']!.usage).not.toBeNull();
  });

  test('that expired has ended, with what was done in time', async () => {
    const batches = await start({ batch: { outcome: 'expired' }, behave: ({ input }) => (input === 'late' ? 'expired' : 'answer') });
    const id = await batches.submit('run-1', requests('early', 'late'), never);
    expect(await batches.status(id, never)).toMatchObject({ state: 'ended', done: 1, failed: 1, total: 2 });
    expect(Object.keys(await ended(batches, id))).toEqual(['id-0']);
  });

  test('that failed says why', async () => {
    const batches = await start({ batch: { outcome: 'failed' } });
    const id = await batches.submit('run-1', requests('a'), never);
    expect(await batches.status(id, never)).toMatchObject({ state: 'failed', reason: expect.stringContaining('invalid_model') });
    expect(await ended(batches, id)).toEqual({});
  });

  test('is cancelled once, and cancelling what has ended does nothing', async () => {
    const batches = await start({ batch: { polls: 100 } });
    const id = await batches.submit('run-1', requests('a'), never);
    await batches.cancel(id, never);
    expect(await batches.status(id, never)).toMatchObject({ state: 'ended' });
    await batches.cancel(id, never);
    expect(server.others.filter((route) => route === `POST /batches/${id}/cancel`)).toHaveLength(1);
  });
});

describe('a submission', () => {
  test('is found by its name, on whatever page of the list', async () => {
    const batches = await start({ batch: { pageSize: 2 } });
    const ids: string[] = [];
    for (const name of ['one', 'two', 'three', 'four', 'five']) ids.push(await batches.submit(name, requests('a'), never));
    expect(await batches.find('one', never)).toBe(ids[0]);
    expect(await batches.find('four', never)).toBe(ids[3]);
    expect(await batches.find('six', never)).toBeUndefined();
  });

  test('whose answer was lost is not made twice', async () => {
    const batches = await start({ batch: { fault: (route, n) => (route === 'POST /batches' && n === 0 ? 'lost' : undefined) } });
    const id = await batches.submit('run-1', requests('a'), never);
    expect(server.batches).toHaveLength(1);
    expect(id).toBe(server.batches[0]!.id);
    expect(Object.keys(await ended(batches, id))).toEqual(['id-0']);
    expect(server.calls).toHaveLength(1);
  });

  test.each(['POST /files', 'POST /batches', 'GET /batches/batch_0', 'GET /files/file-output-batch_0/content'])('goes on after one failure of %s', async (broken) => {
    const batches = await start({ batch: { fault: (route, n) => (route === broken && n === 0 ? 'server-error' : undefined) } });
    const id = await batches.submit('run-1', requests('a', 'b'), never);
    expect(Object.keys(await ended(batches, id))).toEqual(['id-0', 'id-1']);
    expect(server.batches).toHaveLength(1);
    expect(server.others.filter((route) => route === broken).length).toBeGreaterThan(1);
  });

  test('reads results whole although the connection broke in the middle', async () => {
    const batches = await start({ batch: { fault: (route, n) => (route.endsWith('/content') && n === 0 ? 'cut-off' : undefined) } });
    const id = await batches.submit('run-1', requests('a', 'b', 'c', 'd'), never);
    expect(Object.keys(await ended(batches, id))).toHaveLength(4);
  });

  test('waits until Azure has looked at the file, and names its endpoint as Azure does', async () => {
    const batches = await start({ kind: 'azure', batch: { filePolls: 2 } });
    const id = await batches.submit('run-1', requests('a'), never);
    expect(server.others.filter((route) => route === 'GET /files/file-0')).toHaveLength(2);
    expect(server.batches[0]).toMatchObject({ endpoint: '/chat/completions', requests: [{ url: '/chat/completions', body: { model: 'gpt-4o-mini' } }] });
    expect(Object.keys(await ended(batches, id))).toEqual(['id-0']);
  });

  test('of an unknown batch is refused', async () => {
    const batches = await start();
    await expect(batches.status('batch_7', never)).rejects.toMatchObject({ code: 'HONE_PROVIDER_REFUSED' });
  });

  test('ends with the reason of an abort', async () => {
    const batches = await start();
    const reason = new Error('cancelled');
    await expect(batches.submit('run-1', requests('a'), AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(server.others).toEqual([]);
  });
});
