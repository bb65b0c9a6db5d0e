import { WorkflowNotFoundError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import { pollersOf } from '../adapters/temporal/pollers.ts';
import { runEvents } from '../adapters/temporal/run-events.ts';
import type { IdentifiedEvent } from '../adapters/temporal/run-events.ts';
import { HoneError } from '../domain/errors.ts';
import { WORKFLOW_TYPE } from '../domain/names.ts';
import type { RunStatus } from '../domain/names.ts';

/** What the routes ask Temporal beside `ServedRuns`. All but `events` answer or throw within seconds. */
export interface LiveState {
  /** Temporal's own state of a run: RUNNING, COMPLETED, …; undefined where there is no run of that id. */
  stateOf(run: string): Promise<string | undefined>;
  /** What happened after `lastId`, to the run's end; undefined now and then to say that there is no news. */
  events(run: string, lastId: string | undefined, signal: AbortSignal): AsyncIterable<IdentifiedEvent | undefined>;
  /** How many runs have a status. */
  count(status: RunStatus): Promise<number>;
  /** How many workers serve a queue. */
  workers(queue: string): Promise<number>;
  /** Resolves when the server answers. */
  ping(): Promise<void>;
}

const DEADLINE_MS = 5_000;
const PROBE_DEADLINE_MS = 3_000;

export function liveState(client: Client): LiveState {
  const within = <T>(milliseconds: number, ask: () => Promise<T>): Promise<T> => client.withDeadline(Date.now() + milliseconds, ask);
  return {
    stateOf: (run) => within(DEADLINE_MS, () => stateOf(client, run)),
    events: (run, lastId, signal) => runEvents(client, run, lastId, signal),
    count: (status) => within(PROBE_DEADLINE_MS, async () => (await client.workflow.count(`WorkflowType = '${WORKFLOW_TYPE}' AND HoneStatus = '${status}'`)).count),
    workers: (queue) => within(PROBE_DEADLINE_MS, () => pollersOf(client, queue)),
    ping: () => within(PROBE_DEADLINE_MS, async () => void (await client.workflowService.getSystemInfo({}))),
  };
}

/** @throws HoneError HONE_NOT_FOUND where there is no run of that id. */
export async function requireRun(live: LiveState, run: string): Promise<string> {
  const state = await live.stateOf(run);
  if (state === undefined) throw new HoneError('HONE_NOT_FOUND', `run: "${run}" does not exist. GET /v1/runs lists the runs.`);
  return state;
}

/** Other workflows of the namespace are none of our callers' business: they may neither be seen nor steered. */
async function stateOf(client: Client, run: string): Promise<string | undefined> {
  try {
    const { type, status } = await client.workflow.getHandle(run).describe();
    return type === WORKFLOW_TYPE ? status.name : undefined;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}
