import { Context } from '@temporalio/activity';
import { HoneError } from '../../domain/errors.ts';
import type { Lease } from '../../domain/stages.ts';
import type { Ports } from '../ports.ts';
import { renewLease } from './leases.ts';

/** Progress as people read it. Travels in heartbeats only; the truth is in the store. */
export interface ProgressReport {
  readonly phase: string;
  readonly done: number;
  readonly total: number;
  readonly rowsPerSecond?: number;
  readonly secondsLeft?: number;
}

/**
 * Keeps an activity alive while `body` works: heartbeats on an interval (uploads and silent phases included) and renews
 * the stage's lease. The signal aborts on cancellation, worker shutdown, or a lost lease; a store that is away for a
 * moment is asked again while the lease still runs.
 */
export async function withPulse<T>(ports: Ports, lease: Lease, body: (pulse: Pulse) => Promise<T>): Promise<T> {
  const context = Context.current();
  const lost = new AbortController();
  let latest: ProgressReport | undefined;
  const { leaseMs } = ports.options;
  let askedAt = Date.now();
  let runsUntil = askedAt + leaseMs;
  const renew = async (now: number): Promise<void> => {
    try {
      await renewLease(ports.store, lease.key, lease.token, leaseMs, now);
      runsUntil = now + leaseMs;
    } catch (error) {
      if (isLost(error) || Date.now() + leaseMs / 3 >= runsUntil) lost.abort(error);
      else ports.log.warn({ key: lease.key, error }, 'the lease could not be renewed; it is tried again');
    }
  };
  const beat = setInterval(() => {
    context.heartbeat(latest);
    if (Date.now() - askedAt < leaseMs / 3) return;
    askedAt = Date.now();
    void renew(askedAt);
  }, HEARTBEAT_INTERVAL_MS);
  const signal = AbortSignal.any([context.cancellationSignal, lost.signal]);
  const progress = rated((report) => (latest = report));
  try {
    const result = await body({ signal, progress });
    lost.signal.throwIfAborted();
    return result;
  } finally {
    clearInterval(beat);
  }
}

/** Heartbeats while `body` works, for an activity that has no lease: fetching a large dataset takes its time. */
export async function whileBeating<T>(body: () => Promise<T>): Promise<T> {
  const context = Context.current();
  const beat = setInterval(() => context.heartbeat(), HEARTBEAT_INTERVAL_MS);
  try {
    return await body();
  } finally {
    clearInterval(beat);
  }
}

export interface Pulse {
  readonly signal: AbortSignal;
  readonly progress: (report: ProgressReport) => void;
}

const HEARTBEAT_INTERVAL_MS = 2_000;

function isLost(error: unknown): boolean {
  return error instanceof HoneError && error.code === 'HONE_LEASE_LOST';
}

/** Adds rows/s and seconds left where the caller did not measure them. */
function rated(set: (report: ProgressReport) => void): (report: ProgressReport) => void {
  const startedAt = Date.now();
  return (report) => {
    const seconds = (Date.now() - startedAt) / 1000;
    const rowsPerSecond = report.rowsPerSecond ?? (seconds > 0 ? report.done / seconds : 0);
    const secondsLeft = report.secondsLeft ?? (rowsPerSecond > 0 ? (report.total - report.done) / rowsPerSecond : 0);
    set({ ...report, rowsPerSecond, secondsLeft });
  };
}
