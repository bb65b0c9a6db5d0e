import { beforeEach, describe, expect, test } from '@jest/globals';
import { listModels, moveAlias, readAlias, readVersion } from '../../../../activities/engine/registry.ts';
import type { ModelVersion } from '../../../../activities/engine/registry.ts';
import type { Waiver } from '../../../../domain/waiver.ts';
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

describe('a mover who dies after the swap', () => {
  /** The alias moves, and then nothing more can be written. */
  async function moveAndDie(packageId: string): Promise<void> {
    const dying = new DyingStore(store);
    await expect(moveAlias(dying, 'guard', 'champion', version(packageId), MOVE)).rejects.toThrow('died');
    expect(await readAlias(store, 'guard', 'champion')).toMatchObject({ packageId });
  }

  test.each([
    ['by whoever lists', () => listModels(store)],
    ['by his own retry', () => move('two')],
    ['by the next mover, before his own', () => move('three')],
    ['by whoever asks for the previous', () => readAlias(store, 'guard', 'previous')],
  ])('has his history written %s, once', async (_, later) => {
    await move('one');
    await moveAndDie('two');
    expect(await history()).toHaveLength(1);
    await later();
    await later();
    expect((await history()).filter((entry) => (entry as { to: string }).to === 'two')).toMatchObject([{ number: 2, from: 'one', to: 'two', ...MOVE, evidenceHash: 'evidence of two' }]);
    expect(await readVersion(store, 'guard', 'two')).toEqual(version('two'));
  });

  test('twenty who find it at once write it once', async () => {
    await move('one');
    await moveAndDie('two');
    await Promise.all(Array.from({ length: 20 }, () => listModels(store)));
    expect(await history()).toHaveLength(2);
  });
});

describe('previous', () => {
  const previous = async (): Promise<string | undefined> => (await readAlias(store, 'guard', 'previous'))?.packageId;

  test('is the champion before this one, in the list too', async () => {
    await move('one');
    expect([await previous(), (await listModels(store))[0]!.aliases]).toEqual([undefined, { champion: 'one' }]);
    await move('two');
    expect([await previous(), (await listModels(store))[0]!.aliases]).toEqual(['one', { champion: 'two', previous: 'one' }]);
    await moveAlias(store, 'guard', 'canary', version('three'), MOVE);
    expect(await previous()).toBe('one');
    expect(await readAlias(store, 'guard', 'previous')).toEqual(version('one'));
  });

  test('is known where an older Hone wrote alias and history', async () => {
    await move('one');
    await move('two');
    for (const [key, { bytes }] of [...store.objects]) {
      const older = Object.entries(JSON.parse(Buffer.from(bytes).toString()) as object).filter(([name]) => name !== 'moved' && name !== 'move');
      await store.write(key, Buffer.from(JSON.stringify(Object.fromEntries(older))));
    }
    await store.remove('registry/guard/versions/two.json');
    expect([await previous(), (await history()).length]).toEqual(['one', 2]);
    expect(await move('three')).toBe(true);
    expect([await previous(), await readVersion(store, 'guard', 'two')]).toEqual(['two', version('two')]);
  });
});

describe('a waiver', () => {
  const waiver: Waiver = { by: 'grace', why: 'the old one blocks invoices', at: '', run: 'run-1', packageId: 'one', evidenceHash: 'e', verdict: 'fail', gates: [] };
  const waived: ModelVersion = { ...version('one'), waiver, attachments: { 'waiver.json': refTo('waiver') } };

  test('stays with alias, version and history, also when the package passes later and comes back', async () => {
    await moveAlias(store, 'guard', 'champion', waived, { ...MOVE, waiver });
    expect((await history())[0]).toMatchObject({ to: 'one', waiver });
    await move('two');
    await move('one');
    expect(await readAlias(store, 'guard', 'champion')).toEqual(waived);
    expect(await readVersion(store, 'guard', 'one')).toEqual(waived);
    expect((await history()).map((entry) => 'waiver' in (entry as object))).toEqual([true, false, false]);
    expect((await listModels(store))[0]!.versions).toMatchObject([{ packageId: 'one', waiver }, { packageId: 'two' }]);
  });

  test('comes to a version that was registered without', async () => {
    await moveAlias(store, 'guard', 'canary', version('one'), MOVE);
    await moveAlias(store, 'guard', 'champion', waived, { ...MOVE, waiver });
    expect(await readVersion(store, 'guard', 'one')).toEqual(waived);
  });

  test('of a move that lost is nobody\'s', async () => {
    await move('zero');
    await Promise.allSettled([move('two'), moveAlias(store, 'guard', 'champion', waived, { ...MOVE, waiver })]);
    expect(await readAlias(store, 'guard', 'champion')).toEqual(version('two'));
    expect(await readVersion(store, 'guard', 'one')).toBeUndefined();
  });
});

/** Writes to the store behind it until an alias was moved, and never again. */
class DyingStore extends MemoryStore {
  readonly #behind: MemoryStore;
  #dead = false;

  constructor(behind: MemoryStore) {
    super();
    this.#behind = behind;
  }

  override read(key: string): ReturnType<MemoryStore['read']> {
    return this.#behind.read(key);
  }

  override list(prefix: string): Promise<string[]> {
    return this.#behind.list(prefix);
  }

  override create(key: string, bytes: Uint8Array): Promise<boolean> {
    return this.#last(key, () => this.#behind.create(key, bytes));
  }

  override replace(key: string, bytes: Uint8Array, tag: string): Promise<boolean> {
    return this.#last(key, () => this.#behind.replace(key, bytes, tag));
  }

  #last(key: string, write: () => Promise<boolean>): Promise<boolean> {
    if (this.#dead) return Promise.reject(new Error('died'));
    this.#dead = key.includes('/aliases/');
    return write();
  }
}
