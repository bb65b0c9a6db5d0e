import { beforeEach, describe, expect, test } from '@jest/globals';
import { putText } from '../../../../activities/engine/artifacts.ts';
import { pointAlias, rollback } from '../../../../activities/engine/point-alias.ts';
import { listModels, moveAlias, readAlias } from '../../../../activities/engine/registry.ts';
import type { ModelVersion } from '../../../../activities/engine/registry.ts';
import { MemoryStore } from '../../../fakes/memory-store.ts';

let store: MemoryStore;
beforeEach(() => void (store = new MemoryStore()));

/** Its files are in the store. */
async function version(packageId: string): Promise<ModelVersion> {
  const file = (name: string): ReturnType<typeof putText> => putText({ store }, `${name} of ${packageId}`);
  return { packageId, files: { model: await file('model'), tokenizer: await file('tokenizer'), honeJson: await file('honeJson') }, weights: null, evidenceHash: `evidence of ${packageId}` };
}

const MOVE = { by: 'ada', reason: 'certified', run: 'run-1' };
const promote = async (...packageIds: readonly string[]): Promise<void> => {
  for (const packageId of packageIds) await moveAlias(store, 'guard', 'champion', await version(packageId), MOVE);
};
const back = (to?: string): Promise<string> => rollback(store, 'guard', 'ada', 'it blocks invoices', to);
const at = async (alias: string): Promise<string | undefined> => (await readAlias(store, 'guard', alias))?.packageId;
const modelOf = async (packageId: string): Promise<string> => (await version(packageId)).files.model.uri.slice('store:'.length);

describe('rollback', () => {
  test('moves the alias back to the version before, files and all, and says so in the history', async () => {
    await promote('one', 'two');
    expect(await back()).toBe('one');
    expect(await readAlias(store, 'guard', 'champion')).toEqual(await version('one'));
    const [model] = await listModels(store);
    expect(model).toMatchObject({ name: 'guard', aliases: { champion: 'one' }, history: [{ to: 'one' }, { to: 'two' }, { number: 3, from: 'two', to: 'one', by: 'ada', reason: 'rollback: it blocks invoices' }] });
    expect(model!.aliases).not.toHaveProperty('previous');
  });

  test('goes further back each time, to where previous points, never forward to what was rolled back from; a promotion after it counts again', async () => {
    await promote('one', 'two', 'three');
    expect([await at('previous'), await back(), await at('previous'), await back(), await at('previous')]).toEqual(['two', 'two', 'one', 'one', undefined]);
    await expect(back()).rejects.toMatchObject({ code: 'HONE_CONFLICT' });
    await promote('four');
    expect([await at('previous'), await back()]).toEqual(['one', 'one']);
  });

  test('goes to a named version, and refuses one that never was', async () => {
    await promote('one', 'two', 'three');
    expect(await back('one')).toBe('one');
    await expect(back('one')).rejects.toMatchObject({ code: 'HONE_CONFLICT', message: expect.stringContaining('already') });
    await expect(back('four')).rejects.toMatchObject({ code: 'HONE_NOT_FOUND' });
    await expect(rollback(store, 'other', 'ada', 'x')).rejects.toMatchObject({ code: 'HONE_NOT_FOUND' });
  });

  test('has nowhere to go from the first champion', async () => {
    await promote('one');
    await expect(back()).rejects.toMatchObject({ code: 'HONE_CONFLICT', message: expect.stringContaining('nothing to go back to') });
  });

  test('never points to a version whose files are gone or other ones', async () => {
    await promote('zero', 'one', 'two');
    await store.remove(await modelOf('one'));
    await expect(back()).rejects.toMatchObject({ code: 'HONE_NOT_FOUND', message: expect.stringContaining('model of package one is missing') });
    await store.write(await modelOf('one'), Buffer.from('something else'));
    await expect(back('one')).rejects.toMatchObject({ code: 'HONE_ARTIFACT_CORRUPT' });
    expect([await at('champion'), (await listModels(store))[0]!.history.length]).toEqual(['two', 3]);
    expect(await back('zero')).toBe('zero');
  });

  test('a promotion whose reason reads like one is a promotion', async () => {
    await promote('one', 'two');
    await moveAlias(store, 'guard', 'champion', await version('one'), { ...MOVE, reason: 'rollback: not one' });
    expect(await at('previous')).toBe('two');
  });
});

describe('pointAlias', () => {
  const WHO = { by: 'ada', why: 'ten percent of traffic' };

  test('gives a version a name, with who and why in the history, and touches no other', async () => {
    await promote('one', 'two');
    await pointAlias(store, 'guard', 'canary', 'one', WHO);
    const [model] = await listModels(store);
    expect(model).toMatchObject({ aliases: { champion: 'two', previous: 'one', canary: 'one' } });
    expect(model!.history.at(-1)).toMatchObject({ alias: 'canary', from: null, to: 'one', by: 'ada', reason: 'ten percent of traffic', evidenceHash: 'evidence of one' });
    await expect(pointAlias(store, 'guard', 'canary', 'one', WHO)).rejects.toMatchObject({ code: 'HONE_CONFLICT' });
  });

  test.each([['champion', 'HONE_INVALID_INPUT'], ['previous', 'HONE_INVALID_INPUT'], ['../keys', 'HONE_INVALID_INPUT'], ['Canary', 'HONE_INVALID_INPUT']])('refuses the name %s', async (alias, code) => {
    await promote('one', 'two');
    await expect(pointAlias(store, 'guard', alias, 'one', WHO)).rejects.toMatchObject({ code });
    expect(await at('champion')).toBe('two');
  });

  test('refuses what is no version, no model, or without files', async () => {
    await promote('one');
    await expect(pointAlias(store, 'guard', 'canary', 'two', WHO)).rejects.toMatchObject({ code: 'HONE_NOT_FOUND' });
    await expect(pointAlias(store, 'other', 'canary', 'one', WHO)).rejects.toMatchObject({ code: 'HONE_NOT_FOUND' });
    await store.remove(await modelOf('one'));
    await expect(pointAlias(store, 'guard', 'canary', 'one', WHO)).rejects.toMatchObject({ code: 'HONE_NOT_FOUND' });
  });
});
