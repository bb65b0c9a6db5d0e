import type { SeenRun } from './describe-run.ts';
import type { Display } from './watch-run.ts';

const PROGRESS_MS = 10_000;

/** One JSON object a line for every change, and one every ten seconds while nothing but progress changes. */
export function jsonDisplay(out: Writes, err: Writes, now = Date.now): Display {
  let shown = { change: '', all: '', at: 0 };
  return {
    show: (seen) => {
      const { run, view, state, activities } = seen;
      const [change, all] = [JSON.stringify(withoutProgress(seen)), JSON.stringify({ run, ...view, state, activities })];
      if (change === shown.change && (all === shown.all || now() - shown.at < PROGRESS_MS)) return;
      shown = { change, all, at: now() };
      out.write(`${all}\n`);
    },
    note: (text) => void err.write(`${text}\n`),
  };
}

/** Where lines go: stdout, stderr, or what a test puts in their place. */
export interface Writes {
  write(text: string): unknown;
}

function withoutProgress({ view, state, activities }: SeenRun): object {
  return { view, state, activities: activities.map(({ id, state: doing, attempt, queue }) => [id, doing, attempt, queue]) };
}
