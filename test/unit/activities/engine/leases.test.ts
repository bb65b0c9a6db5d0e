import { beforeEach, describe, expect, test } from '@jest/globals';
import { acquireLease, renewLease } from '../../../../activities/engine/leases.ts';
import { MemoryStore } from '../../../fakes/memory-store.ts';

const MINUTE = 60_000;

let store: MemoryStore;
beforeEach(() => void (store = new MemoryStore()));

const record = (): unknown => JSON.parse(Buffer.from(store.objects.get('leases/key.json')!.bytes).toString());

describe('acquireLease', () => {
  test('hands out the first token, and the holder to everyone else', async () => {
    expect(await acquireLease(store, 'key', 'run-1', MINUTE, 1000)).toEqual({ token: 1 });
    expect(await acquireLease(store, 'key', 'run-2', MINUTE, 1000 + MINUTE - 1)).toEqual({ holder: 'run-1', expiresAt: 1000 + MINUTE });
    expect(record()).toEqual({ owner: 'run-1', token: 1, expiresAt: 1000 + MINUTE });
  });

  test('is taken over when it has expired, with a higher token', async () => {
    await acquireLease(store, 'key', 'run-1', MINUTE, 0);
    expect(await acquireLease(store, 'key', 'run-2', MINUTE, MINUTE)).toEqual({ token: 2 });
    expect(record()).toMatchObject({ owner: 'run-2' });
  });

  test('goes to its own holder again, with a higher token: an attempt before it is fenced off', async () => {
    await acquireLease(store, 'key', 'run-1', MINUTE, 0);
    expect(await acquireLease(store, 'key', 'run-1', MINUTE, 1)).toEqual({ token: 2 });
  });

  test('has one winner among 20 at once', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, (_, run) => acquireLease(store, 'key', `run-${run}`, MINUTE, 0)));
    expect(answers.filter((answer) => 'token' in answer)).toEqual([{ token: 1 }]);
    expect(answers.filter((answer) => 'holder' in answer)).toHaveLength(19);
  });

  test('has one winner among 20 that want to take over at once', async () => {
    await acquireLease(store, 'key', 'gone', MINUTE, 0);
    const answers = await Promise.all(Array.from({ length: 20 }, (_, run) => acquireLease(store, 'key', `run-${run}`, MINUTE, MINUTE)));
    expect(answers.filter((answer) => 'token' in answer)).toEqual([{ token: 2 }]);
  });

  test('of different keys do not get into each other\'s way', async () => {
    await acquireLease(store, 'key', 'run-1', MINUTE, 0);
    expect(await acquireLease(store, 'other', 'run-2', MINUTE, 0)).toEqual({ token: 1 });
  });
});

describe('renewLease', () => {
  test('extends the lease, or gives it back at once', async () => {
    await acquireLease(store, 'key', 'run-1', MINUTE, 0);
    await renewLease(store, 'key', 1, MINUTE, 500);
    expect(record()).toEqual({ owner: 'run-1', token: 1, expiresAt: 500 + MINUTE });
    await renewLease(store, 'key', 1, 0, 600);
    expect(await acquireLease(store, 'key', 'run-2', MINUTE, 600)).toEqual({ token: 2 });
  });

  test('tells an old holder who has it now', async () => {
    await acquireLease(store, 'key', 'run-1', MINUTE, 0);
    await acquireLease(store, 'key', 'run-2', MINUTE, MINUTE);
    await expect(renewLease(store, 'key', 1, MINUTE, MINUTE)).rejects.toMatchObject({ code: 'HONE_LEASE_LOST', message: 'Lease key with token 1 was lost: run-2 holds token 2.' });
    expect(record()).toMatchObject({ owner: 'run-2', expiresAt: 2 * MINUTE });
  });

  test('tells it when the record is gone', async () => {
    await expect(renewLease(store, 'key', 1, MINUTE)).rejects.toThrow('Lease key with token 1 was lost: its record is gone.');
  });

  test('succeeds for all of a stage\'s chunks side by side', async () => {
    await acquireLease(store, 'key', 'run-1', MINUTE, 0);
    await Promise.all(Array.from({ length: 20 }, (_, chunk) => renewLease(store, 'key', 1, MINUTE, chunk)));
    expect(record()).toMatchObject({ owner: 'run-1', token: 1 });
  });
});
