import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { freePort } from '../../../adapters/free-port.ts';
import { readSettings } from '../../../adapters/settings.ts';
import { runs } from '../../../adapters/temporal/runs.ts';
import { buildServer } from '../../../api/build-server.ts';
import { liveState } from '../../../api/live-state.ts';
import type { ServedRuns } from '../../../api/services.ts';
import { timelyRuns } from '../../../api/timely-runs.ts';
import { MemoryStore } from '../../fakes/memory-store.ts';
import { FakeRuns } from './support/fake-runs.ts';

// The real client, before a server that takes connections and never answers.

let silent: Server;
const sockets = new Set<Socket>();
let connection: Connection;
let client: Client;
let timely: ServedRuns;

beforeAll(async () => {
  silent = createServer((socket) => sockets.add(socket)).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  connection = Connection.lazy({ address: `127.0.0.1:${(silent.address() as AddressInfo).port}` });
  client = new Client({ connection });
  timely = timelyRuns(runs(client), client, 100);
});

afterAll(async () => {
  await connection.close();
  for (const socket of sockets) socket.destroy();
  silent.close();
});

const decision = { evidenceHash: 'e', by: 'ada', why: 'read' };
const calls: Record<keyof ServedRuns, () => Promise<unknown>> = {
  start: () => timely.start({}),
  list: () => timely.list({}, 10),
  view: () => timely.view('r'),
  activity: () => timely.activity('r'),
  resolve: () => timely.resolve('r', { parkId: 'train-1', action: 'retry' }),
  decide: () => timely.decide('r', 'approve', decision),
  cancel: () => timely.cancel('r'),
};

test.each(Object.keys(calls) as (keyof ServedRuns)[])('%s ends in time though no server answers, and is answered 503', async (name) => {
  const error: unknown = await calls[name]().then(() => 'answered', (reason: unknown) => reason);
  const fake = new FakeRuns();
  fake.failure = error as Error;
  const app = await buildServer({ runs: fake, live: liveState(client), store: new MemoryStore(), settings: readSettings({}) }, { keysRequired: false });
  const answer = await app.inject({ url: '/v1/runs' });
  expect(answer.statusCode).toBe(503);
  expect(answer.headers['retry-after']).toBe('5');
  expect(answer.json()).toMatchObject({ code: 'HONE_UNAVAILABLE' });
  await app.close();
});

test('what is given is passed on', async () => {
  const fake = new FakeRuns();
  const passed = timelyRuns(fake, client);
  expect(await passed.start({ profile: 'hybrid' }, { memo: { requestId: 'q' } })).toBe('hone-run-1');
  await passed.list({ status: 'Running' }, 7, 'next');
  await passed.resolve('r', { parkId: 'train-1', action: 'skip' });
  await passed.decide('r', 'reject', decision);
  await passed.cancel('r');
  expect(fake.started.get('hone-run-1')).toEqual({ request: { profile: 'hybrid' }, options: { memo: { requestId: 'q' } } });
  expect(fake.asked).toEqual([{ filter: { status: 'Running' }, pageSize: 7, pageToken: 'next' }]);
  expect(fake.steered).toEqual([{ run: 'r', parkId: 'train-1', action: 'skip' }, { run: 'r', decision: 'reject', ...decision }, { run: 'r', cancelled: true }]);
});

test('a server that is not there at all is answered 503 too', async () => {
  const nowhere = Connection.lazy({ address: `127.0.0.1:${await freePort()}` });
  const lost = new Client({ connection: nowhere });
  const services = { runs: timelyRuns(runs(lost), lost, 300), live: liveState(lost), store: new MemoryStore(), settings: readSettings({}) };
  const app = await buildServer(services, { keysRequired: false });
  const answer = await app.inject({ method: 'POST', url: '/v1/runs', payload: {} });
  expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([503, 'HONE_UNAVAILABLE']);
  await app.close();
  await nowhere.close();
});
