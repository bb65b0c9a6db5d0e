import { isCancellation } from '@temporalio/workflow';
import type { RowRange } from '../domain/stages.ts';

/** Most activities one stage may start, and most that may be under way at once: history stays small. */
const MOST_ACTIVITIES = 500;
const IN_FLIGHT = 100;

/** Cuts `rows` into ranges of about `size`, larger ones where that would be too many activities. */
export function rangesOf(rows: number, size: number): RowRange[] {
  const step = Math.max(size, Math.ceil(rows / MOST_ACTIVITIES));
  return Array.from({ length: Math.ceil(rows / step) }, (_, index) => ({ from: index * step, to: Math.min(rows, (index + 1) * step) }));
}

/**
 * Runs `work` over all items, at most 100 at once. Everything settles before the first failure is thrown, so that a parked
 * stage has lost nothing that could be finished; a cancellation is thrown at once.
 */
export async function fanOut<T, R>(items: readonly T[], work: (item: T) => Promise<R>, onDone: (done: number, total: number) => void): Promise<R[]> {
  const results: R[] = [];
  const failures: unknown[] = [];
  let next = 0;
  let done = 0;
  const runner = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) {
      try {
        results[index] = await work(items[index]!);
        onDone(++done, items.length);
      } catch (error) {
        if (isCancellation(error)) throw error;
        failures.push(error);
      }
    }
  };
  onDone(0, items.length);
  await Promise.all(Array.from({ length: Math.min(IN_FLIGHT, items.length) }, runner));
  if (failures.length > 0) throw failures[0];
  return results;
}
