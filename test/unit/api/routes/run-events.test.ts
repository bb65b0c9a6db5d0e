import type { AddressInfo } from 'node:net';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { eventually } from '../../../support/processes.ts';
import { testApi } from '../support/test-api.ts';
import type { TestApi } from '../support/test-api.ts';

let api: TestApi;

beforeEach(async () => {
  api = await testApi();
  api.live.states.set('r', 'RUNNING');
  api.live.happened = [1, 2, 3].map((number) => ({ id: `x.${number}`, event: { number, at: '2026-01-02T03:04:05.000Z', type: 'status', stage: null, state: 'Running', text: '' } }));
});

const idsIn = (text: string): string[] => [...text.matchAll(/^id: (.*)$/gm)].map(([, id]) => id!);

/** A reader on a real connection, and what it has read so far. */
async function follow(headers: Record<string, string> = {}) {
  if (!api.app.server.listening) await api.app.listen({ host: '127.0.0.1', port: 0 });
  const gone = new AbortController();
  const answer = await fetch(`http://127.0.0.1:${(api.app.server.address() as AddressInfo).port}/v1/runs/r/events`, { headers, signal: gone.signal });
  const reader = { answer, text: '', ended: false, leave: () => gone.abort() };
  void (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of answer.body!) reader.text += decoder.decode(chunk as Uint8Array, { stream: true });
    reader.ended = true;
  })().catch(() => undefined);
  return reader;
}

test('from its start to its end', async () => {
  const { statusCode, headers, payload } = await api.app.inject({ url: '/v1/runs/r/events' });
  expect(statusCode).toBe(200);
  expect(headers).toMatchObject({ 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
  expect(idsIn(payload)).toEqual(['x.1', 'x.2', 'x.3']);
  expect(payload).toMatch(/\n\nevent: end\ndata: \{\}\n\n$/);
});

test('goes on after Last-Event-ID', async () => {
  const { payload } = await api.app.inject({ url: '/v1/runs/r/events', headers: { 'last-event-id': 'x.2' } });
  expect(idsIn(payload)).toEqual(['x.3']);
  expect(api.live.followed).toEqual([{ run: 'r', lastId: 'x.2' }]);
});

test('of a run that there is not, is not found, as a problem and not as a stream', async () => {
  const answer = await api.app.inject({ url: '/v1/runs/none/events' });
  expect([answer.statusCode, answer.headers['content-type']]).toEqual([404, 'application/problem+json; charset=utf-8']);
});

test('a Last-Event-ID that can be none is refused', async () => {
  expect((await api.app.inject({ url: '/v1/runs/r/events', headers: { 'last-event-id': 'x'.repeat(101) } })).statusCode).toBe(400);
});

describe('on a real connection', () => {
  test('events come while the run goes on', async () => {
    api.live.open = true;
    const reader = await follow();
    await eventually(() => idsIn(reader.text).length === 3);
    expect(reader.ended).toBe(false);
    expect(reader.text).not.toContain('event: end');
    api.live.open = false;
    await eventually(() => reader.ended);
    expect(reader.text).toContain('event: end');
  });

  test('nobody is asked for a reader that left', async () => {
    api.live.open = true;
    const [one, other] = [await follow(), await follow({ 'last-event-id': 'x.3' })];
    await eventually(() => api.live.readers === 2);
    one.leave();
    await eventually(() => api.live.readers === 1);
    other.leave();
    await eventually(() => api.live.readers === 0);
  });

  test('a server that stops breaks the stream off, and does not say that the run ended', async () => {
    api.live.open = true;
    const reader = await follow();
    await eventually(() => idsIn(reader.text).length === 3);
    await api.app.close();
    await eventually(() => api.live.readers === 0);
    expect(reader.text).not.toContain('event: end');
  });

  test('a hundred readers at once, and no more until one leaves', async () => {
    api.live.open = true;
    const readers = await Promise.all(Array.from({ length: 100 }, () => follow()));
    expect(new Set(readers.map(({ answer }) => answer.status))).toEqual(new Set([200]));
    const refused = await follow();
    expect([refused.answer.status, refused.answer.headers.get('retry-after')]).toEqual([429, '5']);
    readers[0]!.leave();
    await eventually(async () => {
      const another = await follow();
      return another.answer.status === 200;
    });
    for (const reader of readers) reader.leave();
  });
});
