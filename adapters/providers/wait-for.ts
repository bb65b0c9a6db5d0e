import { setTimeout } from 'node:timers/promises';

/** Waits so many milliseconds; an abort ends the wait at once. @throws the signal's reason */
export async function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await setTimeout(ms, undefined, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}
