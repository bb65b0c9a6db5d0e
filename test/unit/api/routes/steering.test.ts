import { beforeEach, describe, expect, test } from '@jest/globals';
import { HoneError } from '../../../../domain/errors.ts';
import { testApi } from '../support/test-api.ts';
import type { TestApi } from '../support/test-api.ts';

let api: TestApi;
let headers: { readonly authorization: string };

beforeEach(async () => {
  api = await testApi({ keysRequired: true });
  headers = await api.keyOf('approve');
  api.live.states.set('r', 'RUNNING');
  api.live.states.set('over', 'COMPLETED');
});

const post = (path: string, payload: object = {}) => api.app.inject({ method: 'POST', url: `/v1/runs/${path}`, payload, headers });
const BY = expect.stringMatching(/^test-approve \(key [0-9a-f]{12}\)$/) as unknown;
const RETRY = { parkId: 'train-2', action: 'retry', overrides: { train: { learningRate: 1e-4 } } };
const READ = { evidenceHash: 'e1', why: 'read the evidence' };

describe('resolve', () => {
  test('answers a parked stage, with changes and who made them', async () => {
    const answer = await post('r/stages/train/resolve', RETRY);
    expect([answer.statusCode, answer.json()]).toEqual([200, { run: 'r', result: 'retry accepted' }]);
    expect(api.runs.steered).toEqual([{ run: 'r', ...RETRY, by: BY }]);
  });

  test('is refused when it answers another stage than the path names', async () => {
    const answer = await post('r/stages/convert/resolve', RETRY);
    expect([answer.statusCode, answer.json<{ detail: string }>().detail]).toEqual([400, 'parkId: "train-2" is not valid. This answers another stage than convert; GET …/stages shows what is parked.']);
    expect(api.runs.steered).toEqual([]);
  });

  test('knows bootstrap-train from train', async () => {
    expect((await post('r/stages/bootstrap-train/resolve', { ...RETRY, parkId: 'bootstrap-train-1' })).statusCode).toBe(200);
    for (const parkId of ['bootstrap-train-1', 'training-1', 'train-1-1']) expect((await post('r/stages/train/resolve', { ...RETRY, parkId })).statusCode).toBe(400);
  });

  test.each([
    ['r/stages/trian/resolve', RETRY, 'did you mean train?'],
    ['r/stages/train/resolve', { ...RETRY, action: 'retyr' }, 'did you mean retry?'],
    ['r/stages/train/resolve', { ...RETRY, override: {} }, 'did you mean overrides?'],
    ['r/stages/train/resolve', { ...RETRY, by: 'someone else' }, 'There is no such key'],
    ['r/stages/train/resolve', { ...RETRY, overrides: [] }, 'overrides: '],
  ])('is refused when it is wrong: %s %j', async (path, payload, detail) => {
    const answer = await post(path, payload);
    expect(answer.statusCode).toBe(400);
    expect(answer.json<{ detail: string }>().detail).toContain(detail);
  });

  test('a stale park id is a conflict', async () => {
    api.runs.failure = new HoneError('HONE_CONFLICT', 'parkId: "train-1" is not parked. Parked now: train-2.');
    const answer = await post('r/stages/train/resolve', { ...RETRY, parkId: 'train-1' });
    expect([answer.statusCode, answer.json<{ detail: string }>().detail]).toEqual([409, 'parkId: "train-1" is not parked. Parked now: train-2.']);
  });
});

describe.each(['approve', 'reject'])('%s', (verb) => {
  test('decides, bound to the evidence, with who and why', async () => {
    const answer = await post(`r/${verb}`, READ);
    expect([answer.statusCode, answer.json()]).toEqual([200, { run: 'r', result: `${verb} accepted` }]);
    expect(api.runs.steered).toEqual([{ run: 'r', decision: verb, ...READ, by: BY }]);
  });

  test('takes a waiver where it approves, and says who answers for it; a rejection takes none', async () => {
    const answer = await post(`r/${verb}`, { ...READ, waiver: 'the old one blocks every invoice' });
    if (verb === 'reject') expect([answer.statusCode, api.runs.steered]).toEqual([400, []]);
    else expect([answer.statusCode, api.runs.steered]).toEqual([200, [{ run: 'r', decision: verb, ...READ, by: BY, waiver: { by: BY, why: 'the old one blocks every invoice' } }]]);
    for (const waiver of ['', 'x'.repeat(2001), { by: 'grace', why: 'x' }]) expect((await post(`r/${verb}`, { ...READ, waiver })).statusCode).toBe(400);
  });

  test('stale evidence is a conflict', async () => {
    api.runs.failure = new HoneError('HONE_CONFLICT', 'evidenceHash: e1 is stale; the evidence now is e2.');
    expect((await post(`r/${verb}`, READ)).json()).toMatchObject({ status: 409, code: 'HONE_CONFLICT', detail: 'evidenceHash: e1 is stale; the evidence now is e2.' });
  });

  test.each([{}, { evidenceHash: 'e1' }, { why: 'x' }, { ...READ, by: 'someone else' }, { ...READ, why: '' }])('is refused without what it takes: %j', async (payload) => {
    expect((await post(`r/${verb}`, payload)).statusCode).toBe(400);
    expect(api.runs.steered).toEqual([]);
  });
});

describe('cancel', () => {
  test('ends a run', async () => {
    const answer = await post('r/cancel');
    expect([answer.statusCode, answer.json()]).toEqual([202, { run: 'r', result: 'is ending' }]);
    expect(api.runs.steered).toEqual([{ run: 'r', cancelled: true }]);
  });
});

describe.each([['stages/train/resolve', RETRY], ['approve', READ], ['reject', READ], ['cancel', {}]])('%s', (path, payload) => {
  test('of a run that has ended is a conflict that says how', async () => {
    const answer = await post(`over/${path}`, payload);
    expect([answer.statusCode, answer.json<{ detail: string }>().detail]).toEqual([409, 'run: "over" has ended (completed), so there is nothing left to steer.']);
    expect(api.runs.steered).toEqual([]);
  });

  test('of one that ends meanwhile is a conflict too', async () => {
    api.runs.failure = new HoneError('HONE_NOT_FOUND', 'run: "r" does not exist.');
    const answer = await post(`r/${path}`, payload);
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([409, 'HONE_CONFLICT']);
  });

  test('of a run that there is not, is not found', async () => {
    expect((await post(`none/${path}`, payload)).json()).toMatchObject({ status: 404, code: 'HONE_NOT_FOUND', detail: 'run: "none" does not exist. GET /v1/runs lists the runs.' });
  });

  test('while nobody answers is to be tried again', async () => {
    api.runs.failure = new HoneError('HONE_UNAVAILABLE', 'no worker answers');
    const answer = await post(`r/${path}`, payload);
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '5']);
  });
});
