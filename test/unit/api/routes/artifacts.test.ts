import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { artifactKey } from '../../../../domain/artifact-ref.ts';
import { HoneError } from '../../../../domain/errors.ts';
import { runView, stageView } from '../../../support/run-view.ts';
import { keep, testApi } from '../support/test-api.ts';
import type { TestApi } from '../support/test-api.ts';

const BYTES = Buffer.from(Array.from({ length: 1000 }, (_, index) => index % 251));
const SHA256 = createHash('sha256').update(BYTES).digest('hex');
const REF = { uri: `store:${artifactKey(SHA256)}`, sha256: SHA256, bytes: BYTES.length };
const OTHERS = '0'.repeat(64);
const URL = `/v1/runs/r/artifacts/${SHA256}`;

let api: TestApi;

/** A run under way that has finished `plan`, and bytes in the store that are not its. */
beforeEach(async () => {
  api = await testApi();
  api.live.states.set('r', 'RUNNING');
  api.runs.views.set('r', runView({ run: 'r', stages: [stageView({ stage: 'plan', key: 'k1' }), stageView({ stage: 'train', state: 'running', key: 'k2' })] }));
  await keep(api.store, 'manifests/plan/k1.json', { outputs: { plan: REF } });
  await api.store.write(artifactKey(SHA256), BYTES);
  await api.store.write(artifactKey(OTHERS), Buffer.from('not this run\'s'));
});

test('is answered whole, with what names it for ever', async () => {
  const { statusCode, headers, rawPayload } = await api.app.inject({ url: URL });
  expect(statusCode).toBe(200);
  expect(rawPayload.equals(BYTES)).toBe(true);
  expect(headers).toMatchObject({
    'content-type': 'application/octet-stream', 'content-length': '1000', 'accept-ranges': 'bytes', etag: `"${SHA256}"`, 'content-disposition': `attachment; filename="${SHA256}"`,
    'cache-control': 'private, max-age=31536000, immutable', 'x-content-type-options': 'nosniff',
  });
});

describe('ranges', () => {
  test.each([['bytes=10-19', 10, 20], ['bytes=990-', 990, 1000], ['bytes=-5', 995, 1000], ['bytes=900-5000', 900, 1000]] as const)('%s is answered 206', async (range, from, to) => {
    const { statusCode, headers, rawPayload } = await api.app.inject({ url: URL, headers: { range } });
    expect(statusCode).toBe(206);
    expect(headers).toMatchObject({ 'content-range': `bytes ${from}-${to - 1}/1000`, 'content-length': String(to - from), etag: `"${SHA256}"` });
    expect(rawPayload.equals(BYTES.subarray(from, to))).toBe(true);
  });

  test('one that lies outside is answered 416 with the size, and is kept by nobody', async () => {
    const answer = await api.app.inject({ url: URL, headers: { range: 'bytes=1000-' } });
    expect(answer.statusCode).toBe(416);
    expect(answer.headers).toMatchObject({ 'content-range': 'bytes */1000', 'cache-control': 'no-store', 'content-type': 'application/problem+json; charset=utf-8' });
    expect(answer.headers).not.toHaveProperty('etag');
    expect(answer.headers).not.toHaveProperty('content-disposition');
    expect(answer.json()).toMatchObject({ code: 'HONE_RANGE_NOT_SATISFIABLE', detail: expect.stringContaining('bytes=1000-') });
  });

  test('several are answered by the whole', async () => {
    expect((await api.app.inject({ url: URL, headers: { range: 'bytes=0-1,5-6' } })).statusCode).toBe(200);
  });

  test('of something else by that hash, If-Range, by the whole', async () => {
    expect((await api.app.inject({ url: URL, headers: { range: 'bytes=0-1', 'if-range': '"other"' } })).statusCode).toBe(200);
    expect((await api.app.inject({ url: URL, headers: { range: 'bytes=0-1', 'if-range': `"${SHA256}"` } })).statusCode).toBe(206);
  });
});

test('who has it already is told so', async () => {
  const { statusCode, payload, headers } = await api.app.inject({ url: URL, headers: { 'if-none-match': `"x", "${SHA256}"` } });
  expect([statusCode, payload, headers.etag]).toEqual([304, '', `"${SHA256}"`]);
});

test('HEAD reads nothing of it', async () => {
  api.store.stream = () => {
    throw new Error('was read');
  };
  const { statusCode, headers, payload } = await api.app.inject({ method: 'HEAD', url: URL });
  expect([statusCode, headers['content-length'], payload]).toEqual([200, '1000', '']);
});

describe('whose it is', () => {
  test('bytes of the store that the run did not make are not found', async () => {
    const answer = await api.app.inject({ url: `/v1/runs/r/artifacts/${OTHERS}` });
    expect(answer.statusCode).toBe(404);
    expect(answer.json()).toMatchObject({ code: 'HONE_NOT_FOUND', detail: expect.stringContaining('has made no artifact') });
  });

  test('a stage that is not finished has left nothing behind', async () => {
    await keep(api.store, 'manifests/train/k2.json', { outputs: { weights: { ...REF, sha256: OTHERS } } });
    expect((await api.app.inject({ url: `/v1/runs/r/artifacts/${OTHERS}` })).statusCode).toBe(404);
  });

  test('another run does not have it, nor one that does not exist', async () => {
    api.live.states.set('other', 'RUNNING');
    api.runs.views.set('other', runView({ run: 'other', stages: [] }));
    expect((await api.app.inject({ url: `/v1/runs/other/artifacts/${SHA256}` })).statusCode).toBe(404);
    expect((await api.app.inject({ url: `/v1/runs/none/artifacts/${SHA256}` })).json()).toMatchObject({ code: 'HONE_NOT_FOUND', detail: expect.stringContaining('"none" does not exist') });
  });

  test.each(['parts', 'stages'])('once a run has ended, its report tells, without Temporal: %s', async (where) => {
    const view = runView({ run: 'r', stages: where === 'stages' ? [stageView({ stage: 'plan', key: 'k1', state: 'hit' })] : [] });
    await keep(api.store, 'runs/r/report.json', { view, parts: where === 'parts' ? { plan: REF } : {} });
    api.live.failure = api.runs.failure = new HoneError('HONE_UNAVAILABLE', 'away');
    expect((await api.app.inject({ url: URL })).statusCode).toBe(200);
  });

  test('while Temporal is away and there is no report, nobody can tell', async () => {
    api.live.failure = new HoneError('HONE_UNAVAILABLE', 'away');
    expect((await api.app.inject({ url: URL })).statusCode).toBe(503);
  });
});

describe('a store that', () => {
  test('lost it says so before the answer begins', async () => {
    await api.store.remove(artifactKey(SHA256));
    const answer = await api.app.inject({ url: URL });
    expect(answer.statusCode).toBe(404);
    expect(answer.json()).toMatchObject({ detail: expect.stringContaining('the store has lost') });
  });

  test('holds only a part of it says so', async () => {
    await api.store.write(artifactKey(SHA256), BYTES.subarray(0, 10));
    expect((await api.app.inject({ url: URL })).json()).toMatchObject({ code: 'HONE_ARTIFACT_CORRUPT', status: 500 });
  });

  test('is away is answered 503', async () => {
    api.store.read = () => Promise.reject(new HoneError('HONE_STORE_UNAVAILABLE', 'The store could not read.'));
    expect((await api.app.inject({ url: URL })).json()).toMatchObject({ code: 'HONE_STORE_UNAVAILABLE', status: 503 });
  });
});
