import { beforeEach, describe, expect, test } from '@jest/globals';
import { moveAlias, readAlias } from '../../../../activities/engine/registry.ts';
import type { ModelVersion } from '../../../../activities/engine/registry.ts';
import { testApi } from '../support/test-api.ts';
import type { TestApi } from '../support/test-api.ts';

const [OLD, NEW, UNKNOWN] = ['a', 'b', 'c'].map((digit) => digit.repeat(64)) as [string, string, string];

function version(packageId: string): ModelVersion {
  const ref = { uri: 'store:x', sha256: packageId, bytes: 1 };
  return { packageId, files: { model: ref, tokenizer: ref, honeJson: ref }, weights: null, evidenceHash: packageId === NEW ? 'e'.repeat(64) : null };
}

let api: TestApi;
let headers: { readonly authorization: string };

/** `guard` had a champion before this one. */
beforeEach(async () => {
  api = await testApi({ keysRequired: true });
  headers = await api.keyOf('approve');
  await moveAlias(api.store, 'guard', 'champion', version(OLD), { by: 'hone', reason: 'bootstrap', run: 'r1' });
  await moveAlias(api.store, 'guard', 'champion', version(NEW), { by: 'ada', reason: 'read the evidence', run: 'r2' });
});

const rollBack = (payload: object, name = 'guard') => api.app.inject({ method: 'POST', url: `/v1/models/${name}/rollback`, payload, headers });

test('each with its aliases and its whole history', async () => {
  const { models } = (await api.app.inject({ url: '/v1/models', headers })).json<{ models: unknown }>();
  expect(models).toEqual([
    {
      name: 'guard',
      aliases: { champion: NEW },
      history: [
        { number: 1, alias: 'champion', from: null, to: OLD, at: expect.any(String), by: 'hone', reason: 'bootstrap', run: 'r1', evidenceHash: null },
        { number: 2, alias: 'champion', from: OLD, to: NEW, at: expect.any(String), by: 'ada', reason: 'read the evidence', run: 'r2', evidenceHash: 'e'.repeat(64) },
      ],
    },
  ]);
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
    await moveAlias(api.store, 'first', 'champion', version(OLD), { by: 'hone', reason: 'bootstrap', run: 'r1' });
    expect((await rollBack({ why: 'x' }, 'first')).statusCode).toBe(409);
  });

  test.each([[{}, 'guard'], [{ why: '' }, 'guard'], [{ why: 'x', to: '../../keys' }, 'guard'], [{ why: 'x', force: true }, 'guard'], [{ why: 'x' }, '..%2Fkeys'], [{ why: 'x' }, 'Guard']])('is refused with %j of %s', async (payload, name) => {
    expect((await rollBack(payload, name)).statusCode).toBe(400);
    expect(await readAlias(api.store, 'guard', 'champion')).toMatchObject({ packageId: NEW });
  });
});
