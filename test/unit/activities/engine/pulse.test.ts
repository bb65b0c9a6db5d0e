import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { MockActivityEnvironment } from '@temporalio/testing';
import { acquireLease } from '../../../../activities/engine/leases.ts';
import { withPulse } from '../../../../activities/engine/pulse.ts';
import type { Pulse } from '../../../../activities/engine/pulse.ts';
import type { Lease } from '../../../../domain/stages.ts';
import { activityEnvironment, bench, inActivity } from '../../../support/stage-bench.ts';
import type { Bench } from '../../../support/stage-bench.ts';

const LEASE_MS = 30_000;

let at: Bench;
let environment: MockActivityEnvironment;
let beats: unknown[];
const lease: Lease = { key: 'key', owner: 'run-1', token: 1, refresh: false };

beforeEach(async () => {
  at = await bench({ leaseMs: LEASE_MS });
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
  await acquireLease(at.store, 'key', 'run-1', LEASE_MS);
  environment = activityEnvironment();
  beats = [];
  environment.on('heartbeat', (details) => beats.push(details));
});
afterEach(async () => {
  jest.useRealTimers();
  await at.close();
});

const expiresAt = (): number => (JSON.parse(Buffer.from(at.store.objects.get('leases/key.json')!.bytes).toString()) as { expiresAt: number }).expiresAt;
const pulsed = <T>(body: (pulse: Pulse) => Promise<T>): Promise<T> => inActivity(() => withPulse(at.ports, lease, body), environment);

/** Waits like a trainer: until it is told to stop. */
const untilAborted = ({ signal }: Pulse): Promise<never> => new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('stopped', { cause: signal.reason }))));

describe('withPulse', () => {
  test('beats every two seconds, silent or not, with the latest report and its rate, and stops with the body', async () => {
    const result = await pulsed(async ({ progress }) => {
      await jest.advanceTimersByTimeAsync(2000);
      progress({ phase: 'score', done: 100, total: 500 });
      await jest.advanceTimersByTimeAsync(4000);
      progress({ phase: 'score', done: 200, total: 500, rowsPerSecond: 7, secondsLeft: 3 });
      await jest.advanceTimersByTimeAsync(2000);
      return 'done';
    });
    await jest.advanceTimersByTimeAsync(60_000);
    expect(result).toBe('done');
    expect(beats).toEqual([
      undefined,
      { phase: 'score', done: 100, total: 500, rowsPerSecond: 50, secondsLeft: 8 },
      { phase: 'score', done: 100, total: 500, rowsPerSecond: 50, secondsLeft: 8 },
      { phase: 'score', done: 200, total: 500, rowsPerSecond: 7, secondsLeft: 3 },
    ]);
  });

  test('renews the lease in time for as long as the body works', async () => {
    const before = expiresAt();
    await pulsed(() => jest.advanceTimersByTimeAsync(10 * LEASE_MS));
    expect(expiresAt()).toBeGreaterThan(before + 9.5 * LEASE_MS);
  });

  test('stops the body when another run took the lease over, and fails even if the body does not listen', async () => {
    await acquireLease(at.store, 'key', 'run-2', LEASE_MS, Date.now() + LEASE_MS);
    const listening = pulsed(untilAborted);
    const expected = expect(listening).rejects.toMatchObject({ cause: { code: 'HONE_LEASE_LOST' } });
    await jest.advanceTimersByTimeAsync(LEASE_MS / 3 + 2000);
    await expected;
    await expect(pulsed(() => jest.advanceTimersByTimeAsync(LEASE_MS / 3 + 2000))).rejects.toMatchObject({ code: 'HONE_LEASE_LOST' });
  });

  test('works on while the store is away for a moment, and stops before the lease has run out', async () => {
    let stoppedAfter = 0;
    const startedAt = Date.now();
    const done = pulsed((pulse) => {
      pulse.signal.addEventListener('abort', () => void (stoppedAfter = Date.now() - startedAt));
      return untilAborted(pulse);
    });
    const expected = expect(done).rejects.toMatchObject({ cause: { code: 'HONE_STORE_UNAVAILABLE' } });
    at.store.refuse = true;
    await jest.advanceTimersByTimeAsync(LEASE_MS / 3);
    expect(stoppedAfter).toBe(0);
    expect(at.log.lines).toMatchObject([{ level: 'warn', message: 'the lease could not be renewed; it is tried again' }]);
    at.store.refuse = false;
    await jest.advanceTimersByTimeAsync(LEASE_MS);
    expect(stoppedAfter).toBe(0);
    at.store.refuse = true;
    await jest.advanceTimersByTimeAsync(LEASE_MS);
    await expected;
    expect(stoppedAfter).toBeGreaterThan(LEASE_MS);
    expect(startedAt + stoppedAfter).toBeLessThanOrEqual(expiresAt());
  });

  test('hands the cancellation on to the body', async () => {
    const done = pulsed(untilAborted);
    const expected = expect(done).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
    environment.cancel();
    await expected;
  });
});
