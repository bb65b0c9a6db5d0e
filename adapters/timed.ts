/**
 * Runs something under a signal that aborts with the caller's, and after `ms`: connecting, the headers and the whole body count.
 * (A vendor's own time-out mostly ends with the headers.)
 * @throws the caller's reason on its abort; an Error with the code ETIMEDOUT when time is up
 */
export async function timed<T>(ms: number, signal: AbortSignal, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const controller = new AbortController();
  const abort = (): void => controller.abort(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  const timer = setTimeout(() => controller.abort(), ms);
  try {
    return await run(controller.signal);
  } catch (error) {
    signal.throwIfAborted();
    if (controller.signal.aborted) throw Object.assign(new Error(`no answer within ${ms} ms`), { code: 'ETIMEDOUT' });
    throw error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  }
}
