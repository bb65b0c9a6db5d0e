import { beforeEach, describe, expect, test } from '@jest/globals';
import { moveAlias, readAlias } from '../../../../activities/engine/registry.ts';
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
