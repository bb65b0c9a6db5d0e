import { clearScreenDown, moveCursor } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import type { ActivityView, Runs } from '../adapters/temporal/runs.ts';
import type { RunView } from '../domain/run-view.ts';
import { exitCodeOf } from './output.ts';
import { progressLine } from './progress-line.ts';
import { describeRun } from './status.ts';
import { withRuns } from './with-runs.ts';

/** `hone watch <run>`: live stages on a terminal, plain lines in a pipe, until the run ends. */
export function watch(): Command {
  return new Command('watch')
    .description('watch a run until it ends')
    .argument('<run>')
    .action((run: string) =>
      withRuns(async (all) => {
        process.exitCode = await watchRun(all, run);
      }),
    );
}

const POLL_MS = 1_000;
const CLOSED = new Set(['COMPLETED', 'FAILED', 'CANCELLED', 'TERMINATED', 'TIMED_OUT']);

/** As shells report a process that an interrupt ended. */
const INTERRUPTED = 130;

/**
 * Shows a run until its end and returns the exit code of its verdict, or until `stopped`, which leaves the run alone.
 * Survives a restart of the server.
 */
export async function watchRun(all: Runs, run: string, stopped?: AbortSignal): Promise<number> {
  const show = process.stdout.isTTY ? liveDisplay() : plainDisplay();
  for (;;) {
    if (stopped?.aborted) return INTERRUPTED;
    const seen = await look(all, run);
    if (seen) show(seen.view, seen.activities);
    if (seen && CLOSED.has(seen.execution)) break;
    await sleep(POLL_MS);
  }
  return exitCodeOf((await all.result(run)).verdict);
}

/** The run as it is, or undefined while server or workers are away. A run that does not exist is an error. */
async function look(all: Runs, run: string): Promise<{ view: RunView; activities: ActivityView[]; execution: string } | undefined> {
  try {
    const execution = await all.execution(run);
    return { execution, view: await all.view(run), activities: await all.activity(run) };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'HONE_NOT_FOUND') throw error;
    return undefined;
  }
}

type Display = (view: RunView, activities: readonly ActivityView[]) => void;

/** Redraws all lines in place. */
function liveDisplay(): Display {
  let drawn = 0;
  return (view, activities) => {
    moveCursor(process.stdout, 0, -drawn);
    clearScreenDown(process.stdout);
    const width = process.stdout.columns - 1;
    const lines = [...view.stages.map((stage) => progressLine(stage, activities)), ...attention(view)].map((line) => line.slice(0, width));
    process.stdout.write(lines.map((line) => `${line}\n`).join(''));
    drawn = lines.length;
  };
}

const PLAIN_PROGRESS_MS = 10_000;

/** A line for every change of state, and one every ten seconds while a stage runs. */
function plainDisplay(): Display {
  const shown = new Map<string, { state: string; at: number }>();
  return (view, activities) => {
    for (const stage of view.stages) {
      const before = shown.get(stage.stage);
      const due = stage.state === 'running' && Date.now() - (before?.at ?? 0) > PLAIN_PROGRESS_MS;
      if (before?.state === stage.state && !due) continue;
      shown.set(stage.stage, { state: stage.state, at: Date.now() });
      process.stdout.write(`${progressLine(stage, activities)}\n`);
      if (stage.state === 'parked') process.stdout.write(`${attention(view).join('\n')}\n`);
    }
  };
}

/** What waits for a person. */
function attention(view: RunView): string[] {
  return view.parked.length > 0 || view.approval ? describeRun({ ...view, stages: [] }).split('\n').slice(2) : [];
}
