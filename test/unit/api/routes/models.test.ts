import { beforeEach, describe, expect, test } from '@jest/globals';
import { putText } from '../../../../activities/engine/artifacts.ts';
import { moveAlias, readAlias } from '../../../../activities/engine/registry.ts';
import type { ModelVersion } from '../../../../activities/engine/registry.ts';
import { WAIVER } from '../../../support/waiver.ts';
import { testApi } from '../support/test-api.ts';
import type { TestApi } from '../support/test-api.ts';

const [OLD, NEW, UNKNOWN] = ['a', 'b', 'c'].map((digit) => digit.repeat(64)) as [string, string, string];

async function version(packageId: string): Promise<ModelVersion> {
  const ref = await putText(api, packageId);
  return { packageId, files: { model: ref, tokenizer: ref, honeJson: ref }, weights: null, evidenceHash: packageId === NEW ? 'e'.repeat(64) : null };
}

let api: TestApi;
let headers: { readonly authorization: string };

/** `guard` had a champion before this one. */
beforeEach(async () => {
  api = await testApi({ keysRequired: true });
  headers = await api.keyOf('approve');
  await moveAlias(api.store, 'guard', 'champion', await version(OLD), { by: 'hone', reason: 'bootstrap', run: 'r1' });
  await moveAlias(api.store, 'guard', 'champion', await version(NEW), { by: 'ada', reason: 'read the evidence', run: 'r2' });
});

const rollBack = (payload: object, name = 'guard') => api.app.inject({ method: 'POST', url: `/v1/models/${name}/rollback`, payload, headers });

test('each with its aliases and its whole history', async () => {
  const { models } = (await api.app.inject({ url: '/v1/models', headers })).json<{ models: unknown }>();
  expect(models).toEqual([
    {
      name: 'guard',
      aliases: { champion: NEW, previous: OLD },
      versions: [{ packageId: OLD, evidenceHash: null }, { packageId: NEW, evidenceHash: 'e'.repeat(64) }],
      history: [
        { number: 1, alias: 'champion', from: null, to: OLD, at: expect.any(String), by: 'hone', reason: 'bootstrap', run: 'r1', evidenceHash: null },
        { number: 2, alias: 'champion', from: OLD, to: NEW, at: expect.any(String), by: 'ada', reason: 'read the evidence', run: 'r2', evidenceHash: 'e'.repeat(64) },
      ],
    },
  ]);
});

test('a waiver stands with the version and with the move', async () => {
  await moveAlias(api.store, 'guard', 'champion', { ...(await version(UNKNOWN)), waiver: WAIVER }, { by: 'ada', reason: 'x', run: 'r3', waiver: WAIVER });
  const { models: [model] } = (await api.app.inject({ url: '/v1/models', headers })).json<{ models: { versions: object[]; history: object[] }[] }>();
  expect([model!.versions.at(-1), model!.history.at(-1)]).toMatchObject([{ packageId: UNKNOWN, waiver: WAIVER }, { number: 3, waiver: WAIVER }]);
  expect(JSON.stringify(model!.versions.slice(0, 2))).not.toContain('waiver');
});

describe('an alias of one\'s own', () => {
  const put = (alias: string, payload: object, name = 'guard', by = headers) => api.app.inject({ method: 'PUT', url: `/v1/models/${name}/aliases/${alias}`, payload, headers: by });

  test('points to a version, and the history says who and why', async () => {
    const answer = await put('canary', { packageId: OLD, why: 'ten percent' });
    expect([answer.statusCode, answer.json()]).toEqual([200, { model: 'guard', alias: 'canary', packageId: OLD }]);
    const { models: [model] } = (await api.app.inject({ url: '/v1/models', headers })).json<{ models: { aliases: object; history: object[] }[] }>();
    expect(model!.aliases).toEqual({ champion: NEW, previous: OLD, canary: OLD });
    expect(model!.history.at(-1)).toMatchObject({ alias: 'canary', by: expect.stringMatching(/^test-approve \(key /), reason: 'ten percent' });
  });

  test.each([['champion', OLD, 400], ['previous', OLD, 400], ['Canary', OLD, 400], ['canary', UNKNOWN, 404], ['canary', 'short', 400]])('%s to %s is refused with %d', async (alias, packageId, status) => {
    expect((await put(alias, { packageId, why: 'x' })).statusCode).toBe(status);
  });

  test('is for approvers', async () => {
    expect((await put('canary', { packageId: OLD, why: 'x' }, 'guard', await api.keyOf('operate'))).statusCode).toBe(403);
  });
});

describe('rollback', () => {
  test('points champion at the one before, and says who and why', async () => {
    const answer = await rollBack({ why: 'tickets tripled' });
    expect([answer.statusCode, answer.json()]).toEqual([200, { model: 'guard', packageId: OLD }]);
    expect(await readAlias(api.store, 'guard', 'champion')).toMatchObject({ packageId: OLD });
    const { models } = (await api.app.inject({ url: '/v1/models', headers })).json<{ models: { history: object[] }[] }>();
    expect(models[0]!.history.at(-1)).toMatchObject({ number: 3, from: NEW, to: OLD, by: expect.stringMatching(/^test-approve \(key /), reason: 'rollback: tickets tripled' });
  });

  test('or at a version of its history', async () => {
    expect((await rollBack({ why: 'that one', to: OLD })).statusCode).toBe(200);
    const again = await rollBack({ why: 'again', to: OLD });
    expect([again.statusCode, again.json<{ code: string }>().code]).toEqual([409, 'HONE_CONFLICT']);
  });

  test('to what is none of its versions, or of a model there is not, is not found', async () => {
    expect((await rollBack({ why: 'x', to: UNKNOWN })).statusCode).toBe(404);
    expect((await rollBack({ why: 'x' }, 'none')).json()).toMatchObject({ code: 'HONE_NOT_FOUND', detail: expect.stringContaining('"none" is not registered') });
  });

  test('with nothing to go back to is a conflict', async () => {
    await moveAlias(api.store, 'first', 'champion', await version(OLD), { by: 'hone', reason: 'bootstrap', run: 'r1' });
    expect((await rollBack({ why: 'x' }, 'first')).statusCode).toBe(409);
  });

  test.each([[{}, 'guard'], [{ why: '' }, 'guard'], [{ why: 'x', to: '../../keys' }, 'guard'], [{ why: 'x', force: true }, 'guard'], [{ why: 'x' }, '..%2Fkeys'], [{ why: 'x' }, 'Guard']])('is refused with %j of %s', async (payload, name) => {
    expect((await rollBack(payload, name)).statusCode).toBe(400);
    expect(await readAlias(api.store, 'guard', 'champion')).toMatchObject({ packageId: NEW });
  });
});
