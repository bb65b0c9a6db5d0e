import type { RunOutcome } from '../domain/run-view.ts';

/** The rows that a run without enough evidence asks for, a line a gate; nothing of any other run. */
export function rowsToCollect({ toCollect = [] }: RunOutcome): string[] {
  return toCollect.length > 0 ? ['to collect:', ...toCollect.map((sentence) => `  ${sentence}`)] : [];
}
