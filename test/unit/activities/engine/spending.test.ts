import { beforeEach, describe, expect, test } from '@jest/globals';
import { openSpending, readSpending } from '../../../../activities/engine/spending.ts';
import type { StoredObject } from '../../../../domain/ports/object-store.ts';
import { MemoryStore } from '../../../fakes/memory-store.ts';

const BUDGET = { tokens: 1_000, money: 1 };
const cost = (tokens: number, money = 0): { calls: number; inputTokens: number; outputTokens: number; money: number } => ({ calls: 1, inputTokens: tokens, outputTokens: 0, money });

/** A store as slow as one over a network, that counts its writes. */
class SlowStore extends MemoryStore {
  writes = 0;
  override async read(key: string): Promise<StoredObject | undefined> {
    await new Promise((resolve) => setImmediate(resolve));
    return super.read(key);
  }
  override write(key: string, bytes: Uint8Array): Promise<void> {
    this.writes += 1;
    return super.write(key, bytes);
  }
}

let store: SlowStore;
beforeEach(() => void (store = new SlowStore()));

describe('spending', () => {
  test('counts a reservation in full until its cost is known', async () => {
    const spending = openSpending(store);
    await spending.reserve('run', 'a', cost(600), BUDGET);
    await expect(spending.reserve('run', 'b', cost(401), BUDGET)).rejects.toMatchObject({ code: 'HONE_BUDGET_USED_UP' });
    await spending.settle('run', 'a', cost(100));
    await spending.reserve('run', 'b', cost(900), BUDGET);
    expect(await readSpending(store, 'run')).toEqual({ spent: cost(100), reserved: { b: cost(900) } });
  });

  test('says what is spent, reserved, asked for and allowed, in tokens and money', async () => {
    const spending = openSpending(store);
    await spending.reserve('run', 'a', cost(500, 0.5), BUDGET);
    await spending.settle('run', 'a', cost(400, 0.4));
    await spending.reserve('run', 'b', cost(100, 0.3), BUDGET);
    const refusal = spending.reserve('run', 'c', cost(200, 0.31), BUDGET);
    await expect(refusal).rejects.toThrow('400 spent, 100 reserved and up to 200 for the next call, of 1000 tokens');
    await expect(refusal).rejects.toThrow('0.4000 spent, 0.3000 reserved and up to 0.3100 for the next call, of 1.0000 in the currency of the price');
    await spending.reserve('run', 'c', cost(200, 0.31), { tokens: 1_000, money: 2 });
  });

  test('settles once, however often it is told, and knows nothing of what was never reserved', async () => {
    const spending = openSpending(store);
    await spending.reserve('run', 'a', cost(600), BUDGET);
    await Promise.all([spending.settle('run', 'a', cost(7)), spending.settle('run', 'a', cost(7))]);
    await spending.settle('run', 'a', cost(7));
    await spending.settle('run', 'toString', cost(7));
    expect(await readSpending(store, 'run')).toEqual({ spent: cost(7), reserved: {} });
  });

  test('replaces a reservation of the same name, and keeps runs apart', async () => {
    const spending = openSpending(store);
    await spending.reserve('run', 'batch', cost(600), BUDGET);
    await spending.reserve('run', 'batch', cost(700), BUDGET);
    await spending.reserve('other', 'batch', cost(800), BUDGET);
    expect((await readSpending(store, 'run')).reserved).toEqual({ batch: cost(700) });
    expect((await readSpending(store, 'other')).reserved).toEqual({ batch: cost(800) });
  });

  test('what a worker that died had reserved counts for good', async () => {
    await openSpending(store).reserve('run', 'died', cost(600), BUDGET);
    await expect(openSpending(store).reserve('run', 'next', cost(500), BUDGET)).rejects.toMatchObject({ code: 'HONE_BUDGET_USED_UP' });
  });

  test('loses nothing when several workers write at once, and never lets them overspend together', async () => {
    const workers = Array.from({ length: 4 }, () => openSpending(store));
    const asked = await Promise.allSettled(Array.from({ length: 40 }, (_, call) => workers[call % 4]!.reserve('run', `call ${call}`, cost(30), BUDGET)));
    const granted = asked.flatMap(({ status }, call) => (status === 'fulfilled' ? [call] : []));
    expect(granted).toHaveLength(33);
    await Promise.all(granted.map((call) => workers[call % 4]!.settle('run', `call ${call}`, cost(10))));
    expect(await readSpending(store, 'run')).toEqual({ spent: { ...cost(330), calls: 33 }, reserved: {} });
  });

  test('writes a hundred calls of a worker together', async () => {
    const spending = openSpending(store);
    await Promise.all(Array.from({ length: 100 }, (_, call) => spending.reserve('run', `call ${call}`, cost(1), BUDGET)));
    expect(store.writes).toBeLessThanOrEqual(2);
    expect(Object.keys((await readSpending(store, 'run')).reserved)).toHaveLength(100);
  });

  test('a store that refuses fails those who asked, and nobody after them', async () => {
    const spending = openSpending(store);
    store.refuse = true;
    await expect(spending.reserve('run', 'a', cost(1), BUDGET)).rejects.toMatchObject({ code: 'HONE_STORE_UNAVAILABLE' });
    store.refuse = false;
    await spending.reserve('run', 'b', cost(1), BUDGET);
    expect((await readSpending(store, 'run')).reserved).toEqual({ b: cost(1) });
  });
});
