import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { honeClient, ProblemError } from '../../../../api/client/hone-client.ts';
import type { FollowedEvent, FollowOptions } from '../../../../api/client/hone-client.ts';
import { eventually } from '../../../support/processes.ts';
import { END, eventBlock, eventServer, problem, stream } from './event-server.ts';
import type { Answer, EventServer } from './event-server.ts';

let server: EventServer;
/** Ends with the test, so that none that fails follows for ever. */
let over: AbortController;

beforeEach(() => {
  over = new AbortController();
});

afterEach(async () => {
  over.abort();
  await server.goAway();
});

/** So that reconnecting takes no time. */
const SOON = 'retry: 1\n\n';

test('events come typed, with their ids, until the run has ended', async () => {
  server = await eventServer(stream(`${SOON}${eventBlock(1)}: nothing new\n\n${eventBlock(2)}${END}`, 'stay'));
  const events = await followed();
  expect(events).toEqual([1, 2].map((number) => ({ id: `x.${number}`, number, at: '2026-11-25T08:00:00.000Z', type: 'stage', stage: 'ingest', state: 'made', text: '漢' })));
  expect(server.requests).toHaveLength(1);
});

test('asks for the run by its name, with the key, for a stream', async () => {
  server = await eventServer(stream(END));
  await followed({}, 'a run/1');
  expect(server.requests[0]).toMatchObject({ url: '/v1/runs/a%20run%2F1/events', headers: { authorization: 'Bearer hone_secret', accept: 'text/event-stream' } });
  expect(server.requests[0]!.headers).not.toHaveProperty('last-event-id');
});

test('a stream that ends early, breaks, or is cut inside an event goes on after the last whole one', async () => {
  const cut = eventBlock(4).slice(0, -1);
  server = await eventServer(stream(SOON + eventBlock(1)), stream(eventBlock(2) + eventBlock(3) + cut, 'break'), stream(eventBlock(4) + END));
  expect(numbers(await followed())).toEqual([1, 2, 3, 4]);
  expect(lastIds()).toEqual([undefined, 'x.1', 'x.3']);
});

test('a server that goes away and comes back is waited for', async () => {
  server = await eventServer(stream(SOON + eventBlock(1), 'stay'), stream(eventBlock(2) + END));
  const events = honeClient(server).follow('a-run', { signal: over.signal });
  expect((await events.next()).value).toMatchObject({ number: 1 });
  await server.goAway();
  const next = events.next();
  await new Promise((wake) => setTimeout(wake, 50));
  await server.comeBack();
  expect((await next).value).toMatchObject({ number: 2 });
  expect(await events.next()).toEqual({ done: true, value: undefined });
  expect(lastIds()).toEqual([undefined, 'x.1']);
});

test('a connection that falls silent is made again', async () => {
  server = await eventServer(stream(SOON + eventBlock(1), 'stay'), stream(eventBlock(2) + END));
  expect(numbers(await followed({ silenceMs: 50 }))).toEqual([1, 2]);
});

test('the server says how soon to come back', async () => {
  // At a second each, as where nothing is said, this would take longer than a test may.
  const again = [2, 3, 4, 5, 6, 7, 8].map((number) => stream(eventBlock(number)));
  server = await eventServer(stream(SOON + eventBlock(1)), ...again, stream(END));
  expect(numbers(await followed())).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
});

test('goes on after an id that a reader kept', async () => {
  server = await eventServer(stream(eventBlock(8) + END));
  expect(numbers(await followed({ lastEventId: 'x.7' }))).toEqual([8]);
  expect(lastIds()).toEqual(['x.7']);
});

test.each([
  [401, 'HONE_UNAUTHENTICATED'],
  [403, 'HONE_FORBIDDEN'],
  [404, 'HONE_NOT_FOUND'],
  [503, 'HONE_UNAVAILABLE'],
])('an answer %i at first is thrown with its code', async (status, code) => {
  server = await eventServer(problem(status, code));
  const error = await followed().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ProblemError);
  expect(error).toMatchObject({ name: 'ProblemError', status, message: `${code}: So it is.`, problem: { code, requestId: 'r1' } });
  expect(server.requests).toHaveLength(1);
});

test('a key that is revoked in between is thrown', async () => {
  server = await eventServer(stream(SOON + eventBlock(1)), problem(401, 'HONE_UNAUTHENTICATED'));
  await expect(followed()).rejects.toMatchObject({ status: 401, retryable: false });
});

test('an API that has no time in between is waited for', async () => {
  server = await eventServer(stream(SOON + eventBlock(1)), problem(429, 'HONE_RATE_LIMITED'), stream(eventBlock(2) + END));
  expect(numbers(await followed())).toEqual([1, 2]);
  expect(lastIds()).toEqual([undefined, 'x.1', 'x.1']);
});

test.each<[string, Answer]>([
  ['a page', (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Sign in</h1>')],
  ['a proxy that has no words', (response) => response.writeHead(502).end()],
  ['a proxy that has words of its own', (response) => response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":"no route"}')],
])('%s instead of the API is thrown as such', async (_name, answer) => {
  server = await eventServer(answer);
  const error = await followed().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ProblemError);
  expect(error).toMatchObject({ problem: undefined, message: expect.stringContaining('/v1/runs/a-run/events answered') });
});

test('a page that goes on and on is let go of', async () => {
  let closed = false;
  server = await eventServer((response) => {
    response.once('close', () => (closed = true));
    response.writeHead(200, { 'content-type': 'text/html' }).write('<h1>');
  });
  await expect(followed()).rejects.toBeInstanceOf(ProblemError);
  await eventually(() => closed);
});

test('an address where nobody is, is thrown as fetch throws it', async () => {
  server = await eventServer();
  await server.goAway();
  await expect(followed()).rejects.toThrow('fetch failed');
});

test('data that is no JSON is a defect, not a break', async () => {
  server = await eventServer(stream('data: {"number"\n\n', 'stay'));
  await expect(followed()).rejects.toThrow(SyntaxError);
  expect(server.requests).toHaveLength(1);
});

test('leaving the loop closes the connection', async () => {
  let closed = false;
  server = await eventServer((response, request) => {
    response.once('close', () => (closed = true));
    stream(eventBlock(1), 'stay')(response, request);
  });
  for await (const { number } of honeClient(server).follow('a-run', { signal: over.signal })) if (number === 1) break;
  await eventually(() => closed);
});

test('a signal ends the following while it reads, with its reason', async () => {
  server = await eventServer(stream(eventBlock(1), 'stay'));
  const leaving = new AbortController();
  const events = honeClient(server).follow('a-run', { signal: leaving.signal });
  await events.next();
  const next = events.next();
  leaving.abort(new Error('enough'));
  await expect(next).rejects.toThrow('enough');
});

test('a signal ends the following while it waits to connect again, at once', async () => {
  server = await eventServer(stream(`retry: 600000\n\n${eventBlock(1)}`));
  const leaving = new AbortController();
  const events = honeClient(server).follow('a-run', { signal: leaving.signal });
  await events.next();
  const next = events.next();
  await new Promise((wake) => setTimeout(wake, 50));
  leaving.abort(new Error('enough'));
  await expect(next).rejects.toThrow('enough');
});

test('a signal that was given before asks for nothing', async () => {
  server = await eventServer(stream(END));
  await expect(followed({ signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
  expect(server.requests).toHaveLength(0);
});

async function followed(options: FollowOptions = {}, run = 'a-run'): Promise<FollowedEvent[]> {
  const events: FollowedEvent[] = [];
  for await (const event of honeClient({ baseUrl: server.baseUrl, key: 'hone_secret' }).follow(run, { signal: over.signal, ...options })) events.push(event);
  return events;
}

const numbers = (events: readonly FollowedEvent[]): number[] => events.map(({ number }) => number);
const lastIds = (): unknown[] => server.requests.map(({ headers }) => headers['last-event-id']);
