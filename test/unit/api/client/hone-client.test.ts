import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, expect, test } from '@jest/globals';
import { honeClient } from '../../../../api/client/hone-client.ts';
import { eventServer, problem } from './event-server.ts';
import type { Answer, EventServer } from './event-server.ts';

let server: EventServer;

afterEach(() => server?.goAway());

const STARTED: Answer = (response) => {
  const links = { self: '/v1/runs/r', events: '/v1/runs/r/events', stages: '/v1/runs/r/stages', report: '/v1/runs/r/report', ui: 'http://127.0.0.1:8233/' };
  response.writeHead(202, { 'content-type': 'application/json' }).end(JSON.stringify({ run: 'r', links }));
};

test('a call is typed by its route, and carries the key', async () => {
  server = await eventServer(STARTED);
  const { data } = await honeClient({ baseUrl: `${server.baseUrl}/`, key: 'hone_secret' }).POST('/v1/runs', {
    params: { header: { 'idempotency-key': 'monday' } },
    body: { profile: 'sample', refresh: ['plan'] },
  });
  const run: string | undefined = data?.run;
  expect(run).toBe('r');
  expect(server.requests[0]).toMatchObject({ method: 'POST', url: '/v1/runs', headers: { authorization: 'Bearer hone_secret', 'idempotency-key': 'monday', 'content-type': 'application/json' } });
});

test('without a key none is sent', async () => {
  server = await eventServer(STARTED);
  await honeClient(server).POST('/v1/runs', { body: {} });
  expect(server.requests[0]!.headers).not.toHaveProperty('authorization');
});

test('a refusal is an answer, typed as problem details', async () => {
  server = await eventServer(problem(409, 'HONE_CONFLICT'));
  const { data, error, response } = await honeClient(server).POST('/v1/runs', { body: {} });
  expect({ data, code: error?.code, status: response.status }).toEqual({ data: undefined, code: 'HONE_CONFLICT', status: 409 });
});

test('what a route does not take is a type error', async () => {
  server = await eventServer(STARTED, STARTED);
  const hone = honeClient(server);
  // @ts-expect-error a profile is named
  await hone.POST('/v1/runs', { body: { profile: 7 } });
  // @ts-expect-error there is no such path
  await hone.GET('/v1/run');
  expect(server.requests).toHaveLength(2);
});

test('another fetch can be given, for proxies and tests', async () => {
  server = await eventServer();
  const hone = honeClient({ baseUrl: server.baseUrl, fetch: () => Promise.resolve(Response.json({ ok: true })) });
  expect((await hone.GET('/healthz')).data).toEqual({ ok: true });
  expect(server.requests).toHaveLength(0);
});

test('the client imports nothing that only Node has', () => {
  const folder = new URL('../../../../api/client/', import.meta.url);
  const sources = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8'));
  const imported = sources.flatMap((source) => [...source.matchAll(/^(?:import|export) (?!type )[^;]* from '([^']+)'/gm)].map(([, from]) => from!));
  expect([...new Set(imported)].sort()).toEqual(['./event-stream.ts', './follow-run.ts', './problem-error.ts', 'openapi-fetch']);
});
