/** What a signal leaves behind: the exit code that shells report for it. */
export class Stopped extends Error {
  readonly exitCode: number;

  constructor(signal: 'SIGINT' | 'SIGTERM') {
    super(`stopped by ${signal}`);
    this.exitCode = signal === 'SIGINT' ? 130 : 143;
  }
}

/** Aborts at the first SIGINT or SIGTERM, with `Stopped` as the reason, so that what was started can be stopped in order. */
export function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort(new Stopped(signal)));
  return stop.signal;
}

export function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

/**
 * Leaves at the first SIGINT or SIGTERM. Only for commands that have started nothing: a call in flight to a server that is away
 * could hold them for seconds, and closing the connection under it throws where nobody catches.
 */
export function leaveOnSignal(farewell: () => void): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      farewell();
      process.exit(new Stopped(signal).exitCode);
    });
  }
}
