import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { Settings } from '../adapters/settings.ts';
import { isOpen } from '../adapters/temporal/is-open.ts';
import type { ActivityView } from '../adapters/temporal/pending-activities.ts';
import { runs } from '../adapters/temporal/runs.ts';
import { viewOf } from '../api/view-of.ts';
import type { RunOutcome, RunView } from '../domain/run-view.ts';
import type { SeenRun } from './describe-run.ts';
import { patience } from './patience.ts';
import { servicesOf } from './services-of.ts';
import { soon } from './with-runs.ts';

/** Where a watched run is shown. */
export interface Display {
  readonly show: (seen: SeenRun) => void;
  /** Something about the watching, not the run. */
  readonly note: (text: string) => void;
}

/** What is asked about a run, again and again; all of it answers or throws within seconds. */
export interface Watchable {
  readonly execution: (run: string) => Promise<string>;
  /** Null where no worker answers, and there is no report yet. */
  readonly view: (run: string) => Promise<RunView | null>;
  readonly activity: (run: string) => Promise<ActivityView[]>;
  readonly result: (run: string) => Promise<RunOutcome>;
}

const ANSWER_MS = 5_000;

/** The runs of a server. */
export function watchable(client: Client, settings: Settings): Watchable {
  const all = runs(client);
  const services = servicesOf(client, settings);
  return {
    execution: (run) => soon(client, () => all.execution(run), ANSWER_MS),
    view: (run) => viewOf(services, run),
    activity: (run) => soon(client, () => all.activity(run), ANSWER_MS),
    result: (run) => soon(client, () => all.result(run), ANSWER_MS),
  };
}

export interface WatchOptions {
  /** Ends the watching, and leaves the run alone. */
  readonly stopped?: AbortSignal;
  readonly pollMs?: number;
}

/**
 * Shows a run until its end, and returns its outcome. Server and workers may go away and come back at any moment.
 * @throws HoneError with the run's own code when it failed, was cancelled, or never was; the reason of `stopped`.
 */
export async function watchRun(all: Watchable, run: string, display: Display, { stopped, pollMs = 1_000 }: WatchOptions = {}): Promise<RunOutcome> {
  const ask = patience(display.note, { stopped, retryMs: pollMs });
  const worker = workerWatch(display.note);
  for (;;) {
    const state = await ask(() => all.execution(run));
    const [view, activities] = await Promise.all([all.view(run).catch(() => null), all.activity(run).catch(() => [])]);
    worker(view !== null);
    display.show({ run, state, view, activities });
    if (!isOpen(state)) return ask(() => all.result(run));
    await sleep(pollMs, undefined, { ...(stopped && { signal: stopped }) }).catch(() => undefined);
  }
}

/** Views missed in a row until no worker is said to be up: one may be the server's fault, and a busy worker is late. */
const MISSES = 3;

/** Says once that no worker answers, and when one does again. */
export function workerWatch(note: (text: string) => void): (answered: boolean) => void {
  let missed = 0;
  return (answered) => {
    if (answered && missed >= MISSES) note('a worker answers again');
    missed = answered ? 0 : missed + 1;
    if (missed === MISSES) note('no worker answers; waiting');
  };
}
