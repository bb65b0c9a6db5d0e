import { beforeEach, describe, expect, test } from '@jest/globals';
import { listModels, moveAlias, readAlias, rollback } from '../../../../activities/engine/registry.ts';
import type { ModelVersion } from '../../../../activities/engine/registry.ts';
import { MemoryStore } from '../../../fakes/memory-store.ts';
import { refTo } from '../../../support/stage-bench.ts';

let store: MemoryStore;
beforeEach(() => void (store = new MemoryStore()));

const version = (packageId: string): ModelVersion => ({ packageId, files: { model: refTo('m'), tokenizer: refTo('t'), honeJson: refTo('h') }, weights: null, evidenceHash: `evidence of ${packageId}` });
const MOVE = { by: 'ada', reason: 'certified', run: 'run-1' };
const move = (packageId: string): Promise<boolean> => moveAlias(store, 'guard', 'champion', version(packageId), MOVE);
const history = async (): Promise<unknown[]> => (await store.list('registry/guard/history/')).map((key) => JSON.parse(Buffer.from(store.objects.get(key)!.bytes).toString()) as unknown);

describe('moveAlias', () => {
  test('points the alias to the version and appends who, why and on what evidence', async () => {
    expect(await readAlias(store, 'guard', 'champion')).toBeUndefined();
    expect([await move('one'), await move('two')]).toEqual([true, true]);
    expect(await readAlias(store, 'guard', 'champion')).toEqual(version('two'));
    expect(await history()).toMatchObject([
      { number: 1, alias: 'champion', from: null, to: 'one', ...MOVE, evidenceHash: 'evidence of one' },
      { number: 2, alias: 'champion', from: 'one', to: 'two', ...MOVE, evidenceHash: 'evidence of two' },
    ]);
  });

  test('does nothing when it points there already', async () => {
    await move('one');
    const { tag } = (await store.read('registry/guard/aliases/champion.json'))!;
    expect(await move('one')).toBe(false);
    expect((await store.read('registry/guard/aliases/champion.json'))!.tag).toBe(tag);
    expect(await history()).toHaveLength(1);
  });

  test.each([['where there was a champion', true], ['where there was none', false]])('of two at once moves one, %s: the other is a conflict', async (_, before) => {
    if (before) await move('zero');
    const results = await Promise.allSettled([move('one'), move('two')]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(results.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'HONE_CONFLICT', message: expect.stringContaining('guard@champion was moved by another promotion meanwhile') } });
    const won = results[0].status === 'fulfilled' ? 'one' : 'two';
    expect(await readAlias(store, 'guard', 'champion')).toMatchObject({ packageId: won });
    expect((await history()).at(-1)).toMatchObject({ to: won, number: before ? 2 : 1 });
  });

  test('keeps the histories of aliases of one model in one order, and models apart', async () => {
    await move('one');
    await moveAlias(store, 'guard', 'canary', version('two'), MOVE);
    await moveAlias(store, 'other', 'champion', version('two'), MOVE);
    expect(await history()).toMatchObject([{ number: 1, alias: 'champion' }, { number: 2, alias: 'canary' }]);
    expect(await readAlias(store, 'other', 'champion')).toEqual(version('two'));
  });

  test('numbers every entry once when histories grow side by side', async () => {
    await Promise.all(Array.from({ length: 10 }, (_, index) => moveAlias(store, 'guard', `alias-${index}`, version('one'), MOVE)));
    expect((await history()).map((entry) => (entry as { number: number }).number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });
});

describe('rollback', () => {
  test('moves the alias back to the version before, files and all, and says so in the history', async () => {
    await move('one');
    await move('two');
    expect(await rollback(store, 'guard', 'ada', 'it blocks invoices')).toBe('one');
    expect(await readAlias(store, 'guard', 'champion')).toEqual(version('one'));
    expect((await history()).at(-1)).toMatchObject({ number: 3, from: 'two', to: 'one', by: 'ada', reason: 'rollback: it blocks invoices' });
    expect(await listModels(store)).toMatchObject([{ name: 'guard', aliases: { champion: 'one' }, history: [{ to: 'one' }, { to: 'two' }, { to: 'one' }] }]);
  });

  test('goes further back each time, never forward to what was rolled back from; a promotion after it counts again', async () => {
    await move('one');
    await move('two');
    await move('three');
    expect(await rollback(store, 'guard', 'ada', 'x')).toBe('two');
    expect(await rollback(store, 'guard', 'ada', 'x')).toBe('one');
    await expect(rollback(store, 'guard', 'ada', 'x')).rejects.toMatchObject({ code: 'HONE_CONFLICT' });
    await move('four');
    expect(await rollback(store, 'guard', 'ada', 'x')).toBe('one');
  });

  test('goes to a named version, and refuses one that never was', async () => {
    await move('one');
    await move('two');
    await move('three');
    expect(await rollback(store, 'guard', 'ada', 'x', 'one')).toBe('one');
    await expect(rollback(store, 'guard', 'ada', 'x', 'one')).rejects.toMatchObject({ code: 'HONE_CONFLICT', message: expect.stringContaining('already') });
    await expect(rollback(store, 'guard', 'ada', 'x', 'four')).rejects.toMatchObject({ code: 'HONE_NOT_FOUND' });
    await expect(rollback(store, 'other', 'ada', 'x')).rejects.toMatchObject({ code: 'HONE_NOT_FOUND' });
  });

  test('has nowhere to go from the first champion', async () => {
    await move('one');
    await expect(rollback(store, 'guard', 'ada', 'x')).rejects.toMatchObject({ code: 'HONE_CONFLICT', message: expect.stringContaining('nothing to go back to') });
  });
});
