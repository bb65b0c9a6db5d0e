import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { Client } from '@temporalio/client';
import { apiUrl } from '../../adapters/stack.ts';
import { connect } from '../../adapters/temporal/connect.ts';
import type { RunView } from '../../domain/run-view.ts';
import { eventually } from '../support/processes.ts';
import { call, follow } from './support/api-caller.ts';
import type { Answer, Block } from './support/api-caller.ts';
import { startLossyProxy } from './support/lossy-proxy.ts';
import { tinyStack } from './support/tiny-stack.ts';
import type { TinyStack } from './support/tiny-stack.ts';

// The HTTP API as a process of its own, before a real Temporal server, real workers and a real store. The tests build on one another:
// first no worker is up, then one run goes through, then the server goes away.

jest.setTimeout(300_000);

let tiny: TinyStack;
let client: Client;
let base: string;

const get = (path: string, headers: Record<string, string> = {}): Promise<Answer> => call(base, path, { headers });
const post = (path: string, body: object, headers: Record<string, string> = {}): Promise<Answer> => call(base, path, { body, headers });
const start = (body: object, key: string, at = base): Promise<Answer> => call(at, '/v1/runs', { body, headers: { 'idempotency-key': key } });
const listed = async (query: string): Promise<{ run: string; state: string }[]> => (await get(`/v1/runs?${query}`)).json['runs'] as { run: string; state: string }[];

beforeAll(async () => {
  tiny = await tinyStack({ api: true });
  base = apiUrl(tiny.stack.settings);
  client = await connect(tiny.stack.settings);
});

afterAll(async () => {
  await client.connection.close();
  await tiny.stop();
});

describe('with no worker up', () => {
  const started = new Map<string, string>();
  let began: string;

  beforeAll(() => {
    began = new Date().toISOString();
    process.kill(tiny.stack.pid('pipeline'), 'SIGKILL');
  });

  test('200 starts at once under 20 keys are 20 runs', async () => {
    const answers = await Promise.all(Array.from({ length: 200 }, (_, index) => start({ reason: `request ${index % 20}` }, `key-${index % 20}`)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    answers.forEach(({ json }, index) => {
      const key = `key-${index % 20}`;
      expect(json['run']).toBe(started.get(key) ?? json['run']);
      started.set(key, String(json['run']));
    });
    expect(new Set(started.values()).size).toBe(20);
    await eventually(async () => (await listed(`since=${began}&limit=200`)).length >= 20);
    expect((await listed(`since=${began}&limit=200`)).map(({ run }) => run).sort()).toEqual([...started.values()].sort());
  });

  test('another request under a key is a conflict', async () => {
    const answer = await start({ reason: 'another' }, 'key-0');
    expect([answer.status, answer.json['code']]).toEqual([409, 'HONE_CONFLICT']);
    expect(answer.json['detail']).toContain(started.get('key-0'));
  });

  test('a start whose answer got lost is the same run when it is sent again', async () => {
    const proxy = await startLossyProxy(base);
    proxy.loseAnswers('POST', 1);
    await expect(start({ reason: 'lost' }, 'lost', proxy.endpoint)).rejects.toThrow();
    const again = await start({ reason: 'lost' }, 'lost', proxy.endpoint);
    await proxy.stop();
    expect(again.status).toBe(202);
    started.set('lost', String(again.json['run']));
    await eventually(async () => (await listed(`since=${began}&limit=200`)).length === 21);
  });

  test('a run is shown as far as it is known, with who asked for it and the id of the request', async () => {
    const run = started.get('key-1')!;
    const [shown, stages] = await Promise.all([get(`/v1/runs/${run}`), get(`/v1/runs/${run}/stages`)]);
    expect([shown.status, shown.json]).toEqual([200, { run, state: 'RUNNING', view: null, links: expect.objectContaining({ self: `/v1/runs/${run}` }) }]);
    expect(stages.json).toEqual({ stages: [], parked: [], activities: [] });
    expect((await get(`/v1/runs/${run}/report`)).status).toBe(404);
    const { memo } = await client.workflow.getHandle(run).describe();
    expect(memo).toMatchObject({ startedBy: 'local', requestId: expect.stringMatching(/^[0-9a-f-]{36}$/), requestHash: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });

  test('runs are listed a page at a time, each once', async () => {
    const seen: string[] = [];
    for (let token = ''; ; ) {
      const { json } = await get(`/v1/runs?since=${began}&limit=8${token}`);
      seen.push(...(json['runs'] as { run: string }[]).map(({ run }) => run));
      const { nextPageToken: next } = json;
      if (typeof next !== 'string') break;
      token = `&pageToken=${next}`;
    }
    expect(seen.sort()).toEqual([...started.values()].sort());
  });

  test('what filters nothing, and what is no page token', async () => {
    expect(await listed(`until=${began}&since=2020-01-01T00:00:00%2B14:00`)).toEqual([]);
    expect(await listed('verdict=gates-failed&profile=none')).toEqual([]);
    for (const since of ['0001-01-01T00:00:00Z', '9999-12-31T23:59:59.999999999-12:00']) expect([200, 400]).toContain((await get(`/v1/runs?since=${since}`)).status);
    for (const token of ['bm9uc2Vuc2U', 'eyJhIjoxfQ', 'AAAA']) expect((await get(`/v1/runs?pageToken=${token}`)).json).toMatchObject({ status: 400, code: 'HONE_INVALID_INPUT' });
  });

  test('an update that no worker takes is to be tried again', async () => {
    const answer = await post(`/v1/runs/${started.get('key-2')}/approve`, { evidenceHash: 'e', why: 'x' });
    expect([answer.status, answer.json['code'], answer.headers.get('retry-after')]).toEqual([503, 'HONE_UNAVAILABLE', '5']);
  });

  test('a workflow that is none of ours is neither seen nor steered', async () => {
    const foreign = await client.workflow.start('payroll', { workflowId: 'foreign', taskQueue: 'nobody-polls' });
    for (const path of ['', '/stages', '/events', '/report']) expect((await get(`/v1/runs/foreign${path}`)).status).toBe(404);
    expect((await post('/v1/runs/foreign/cancel', {})).status).toBe(404);
    expect((await post('/v1/runs/foreign/approve', { evidenceHash: 'e', why: 'x' })).status).toBe(404);
    expect((await foreign.fetchHistory()).events).toHaveLength(2);
    await foreign.terminate();
  });

  test('a start under the key of a run that has closed is that run, and stays a conflict for others', async () => {
    for (const run of started.values()) if (run !== started.get('key-3')) await client.workflow.getHandle(run).terminate();
    const again = await start({ reason: 'request 4' }, 'key-4');
    expect([again.status, again.json['run']]).toEqual([202, started.get('key-4')]);
    expect((await get(`/v1/runs/${started.get('key-4')}`)).json['state']).toBe('TERMINATED');
    expect((await start({ reason: 'another' }, 'key-4')).status).toBe(409);
  });

  test('a run that has ended is not steered: a conflict, not an error', async () => {
    const run = started.get('key-4')!;
    const answers = [await post(`/v1/runs/${run}/cancel`, {}), await post(`/v1/runs/${run}/approve`, { evidenceHash: 'e', why: 'x' }), await post(`/v1/runs/${run}/stages/train/resolve`, { parkId: 'train-1', action: 'retry' })];
    expect(answers.map(({ status, json }) => [status, json['code']])).toEqual(Array.from({ length: 3 }, () => [409, 'HONE_CONFLICT']));
  });

  test('a cancellation is kept until a worker is up', async () => {
    const run = started.get('key-3')!;
    expect((await post(`/v1/runs/${run}/cancel`, {})).status).toBe(202);
    expect((await post(`/v1/runs/${run}/cancel`, {})).status).toBe(202);
    await tiny.stack.startAgain('pipeline');
    await eventually(async () => (await get(`/v1/runs/${run}`)).json['state'] === 'CANCELLED');
    await eventually(async () => (await listed('status=Cancelled')).some((found) => found.run === run));
    expect((await start({ reason: 'request 3' }, 'key-3')).json['run']).toBe(run);
    const blocks = await follow(base, run);
    expect(blocks.at(-1)).toMatchObject({ event: 'end' });
  });
});

describe('one run', () => {
  let run: string;
  let blocks: Block[];
  let view: RunView;

  test('is followed up to where it waits for a person', async () => {
    const answer = await post('/v1/runs', tiny.request({ release: { policy: 'manual' } }));
    expect(answer.status).toBe(202);
    run = String(answer.json['run']);
    blocks = [];
    while (!blocks.some(({ event }) => event === 'approval')) blocks.push(...(await follow(base, run, { atMost: 5, until: 'approval', ...lastOf(blocks) })));
    expect(blocks.some(({ event }) => event === 'end')).toBe(false);
    const early = await get(`/v1/runs/${run}`);
    view = early.json['view'] as RunView;
    expect(view).toMatchObject({ status: 'AwaitingApproval', approval: { verdict: expect.any(String) } });
  });

  test('the evidence can be read before it is decided on, and nothing that is not the run\'s', async () => {
    const { json } = await get(`/v1/runs/${run}/stages`);
    expect(json['stages']).toEqual(expect.arrayContaining([expect.objectContaining({ stage: 'package', state: 'made' })]));
    const { evidenceHash } = view.approval!;
    const evidence = await get(`/v1/runs/${run}/artifacts/${evidenceHash}`);
    expect([evidence.status, createHash('sha256').update(evidence.bytes).digest('hex')]).toEqual([200, evidenceHash]);
    expect((await get(`/v1/runs/${run}/artifacts/${'0'.repeat(64)}`)).status).toBe(404);
  });

  test('is not approved on evidence that is not its, and is on its own', async () => {
    const stale = await post(`/v1/runs/${run}/approve`, { evidenceHash: '0'.repeat(64), why: 'looks fine' });
    expect([stale.status, stale.json['code']]).toEqual([409, 'HONE_CONFLICT']);
    expect(stale.json['detail']).toContain('is stale');
    const approved = await post(`/v1/runs/${run}/approve`, { evidenceHash: view.approval!.evidenceHash, why: 'read the evidence' });
    expect([approved.status, approved.json]).toEqual([200, { run, result: 'approved' }]);
    blocks.push(...(await follow(base, run, lastOf(blocks))));
    expect(blocks.at(-1)).toEqual({ id: undefined, event: 'end', data: '{}' });
  });

  test('its events came each once and in order, however often they were broken off', () => {
    const numbers = blocks.slice(0, -1).map(({ data }) => (JSON.parse(data!) as { number: number }).number);
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    expect(blocks.map(({ event }) => event)).toEqual(expect.arrayContaining(['status', 'stage', 'approval', 'verdict', 'report']));
  });

  test('from the start they are the same; after the last there is only the end; after an id of another execution all come', async () => {
    expect(await follow(base, run)).toEqual(blocks);
    expect(await follow(base, run, lastOf(blocks.slice(0, -1)))).toEqual([blocks.at(-1)]);
    for (const lastId of ['00000000-0000-0000-0000-000000000000.3', 'nonsense', `${blocks[0]!.id!.split('.')[0]}.NaN`]) expect(await follow(base, run, { lastId })).toEqual(blocks);
  });

  test('ends as it is shown, listed and counted', async () => {
    expect((await get(`/v1/runs/${run}`)).json).toMatchObject({ state: 'COMPLETED', view: { status: 'Completed', verdict: 'promoted', parked: [] } });
    await eventually(async () => (await listed('status=Completed&verdict=promoted&profile=tiny')).length === 1);
    const { json } = await get('/v1/runs?verdict=promoted');
    expect(json['runs']).toMatchObject([{ run, state: 'COMPLETED', status: 'Completed', profile: 'tiny', verdict: 'promoted', falsePositiveRate: expect.any(Number), closedAt: expect.any(String) }]);
    expect((await get('/metrics')).bytes.toString()).toContain('hone_runs{status="Completed"} 1');
  });

  test('has a report in both forms, and its artifacts by hash, whole and in part', async () => {
    const report = await get(`/v1/runs/${run}/report`);
    expect(report.json).toMatchObject({ view: { run, verdict: 'promoted' }, certificate: { schema: 1 }, parts: { model: { sha256: expect.any(String) } } });
    const markdown = await get(`/v1/runs/${run}/report`, { accept: 'text/markdown' });
    expect([markdown.headers.get('content-type'), markdown.bytes.toString()]).toEqual(['text/markdown; charset=utf-8', expect.stringContaining('# ')]);

    const { model } = report.json['parts'] as Record<string, { sha256: string; bytes: number }>;
    const whole = await get(`/v1/runs/${run}/artifacts/${model!.sha256}`);
    expect([whole.status, whole.bytes.length, createHash('sha256').update(whole.bytes).digest('hex')]).toEqual([200, model!.bytes, model!.sha256]);
    const part = await get(`/v1/runs/${run}/artifacts/${model!.sha256}`, { range: 'bytes=100-299' });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 100-299/${model!.bytes}`]);
    expect(part.bytes.equals(whole.bytes.subarray(100, 300))).toBe(true);
    expect((await get(`/v1/runs/${run}/artifacts/${model!.sha256}`, { range: `bytes=${model!.bytes}-` })).status).toBe(416);
  });

  test('its champion is registered, and can be rolled back', async () => {
    const before = await championOf();
    expect(before.history).toMatchObject([{ reason: 'bootstrap' }, { run, by: 'local', to: before.champion }]);
    const answer = await post('/v1/models/guard/rollback', { why: 'tickets tripled' });
    expect([answer.status, answer.json]).toEqual([200, { model: 'guard', packageId: before.history[1]!.from }]);
    expect((await championOf()).champion).toBe(before.history[1]!.from);
    expect((await post('/v1/models/guard/rollback', { why: 'again', to: before.history[1]!.from })).status).toBe(409);
  });

  async function championOf(): Promise<{ champion: string; history: { from: string; to: string }[] }> {
    const models = (await get('/v1/models')).json['models'] as { name: string; aliases: { champion: string }; history: { from: string; to: string }[] }[];
    const { aliases, history } = models.find(({ name }) => name === 'guard')!;
    return { champion: aliases.champion, history };
  }
});

test('ready with everything up; without Temporal, requests are to be tried again, and the store answers for itself', async () => {
  expect((await get('/readyz')).json).toEqual({ ready: true, checks: { temporal: 'ok', store: 'ok', 'queue hone': 'ok', 'queue hone-gpu': 'ok' } });
  const { run } = (await listed('verdict=promoted'))[0]!;
  process.kill(tiny.stack.pid('server'), 'SIGKILL');
  await eventually(async () => (await get('/readyz')).status === 503);
  const answers = await Promise.all([post('/v1/runs', {}), get('/v1/runs'), get(`/v1/runs/${run}`), post(`/v1/runs/${run}/cancel`, {})]);
  for (const { status, json, headers } of answers) expect([status, json['code'], headers.get('retry-after')]).toEqual([503, 'HONE_UNAVAILABLE', '5']);
  expect((await get(`/v1/runs/${run}/report`)).status).toBe(200);
  expect((await get('/v1/models')).status).toBe(200);
  expect((await get('/healthz')).status).toBe(200);
  await tiny.stack.startAgain('server');
  await eventually(async () => (await get('/readyz')).status === 200);
  expect((await get(`/v1/runs/${run}`)).status).toBe(200);
});

function lastOf(blocks: readonly Block[]): { lastId?: string } {
  const lastId = blocks.at(-1)?.id;
  return lastId === undefined ? {} : { lastId };
}
