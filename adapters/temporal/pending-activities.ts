import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import { HoneError } from '../../domain/errors.ts';
import { decodePayload } from './decode-payload.ts';

/** What a worker does right now, or would if one were free. */
export interface ActivityView {
  readonly id: string;
  readonly activity: string;
  readonly queue: string;
  readonly state: 'started' | 'waiting' | 'paused';
  readonly attempt: number;
  /** Last heartbeat: phase, rows done and in all, rows/s, seconds left. */
  readonly progress: Progress | null;
  readonly lastFailure: string | null;
}

export interface Progress {
  readonly phase: string;
  readonly done: number;
  readonly total: number;
  readonly rowsPerSecond: number;
  readonly secondsLeft: number;
}

/** A run's activities that are scheduled or under way. */
export async function pendingActivities(client: Client, run: string): Promise<ActivityView[]> {
  const { raw } = await client.workflow.getHandle(run).describe();
  return Promise.all((raw.pendingActivities ?? []).map((pending) => viewOf(client, pending)));
}

/**
 * Pauses what is under way or waits: no worker takes it until it is unpaused, and a training that runs checkpoints first.
 * Returns the ids. @throws HoneError HONE_CONFLICT when there is nothing to pause.
 */
export function pauseActivities(client: Client, run: string, reason: string): Promise<string[]> {
  return each(client, run, 'paused', ({ state }) => state !== 'paused', (target) => client.workflowService.pauseActivity({ ...target, reason }));
}

/** Lets paused activities go on, each with all its attempts. Returns the ids. @throws HoneError HONE_CONFLICT when none is paused. */
export function unpauseActivities(client: Client, run: string): Promise<string[]> {
  return each(client, run, 'unpaused', ({ state }) => state === 'paused', (target) => client.workflowService.unpauseActivity({ ...target, resetAttempts: true }));
}

/**
 * Puts activities that wait for a worker on another queue. Returns the ids. Trap: the CLI's `activity update-options
 * --task-queue` does nothing (1.8.2). @throws HoneError HONE_CONFLICT when none waits.
 */
export function moveActivities(client: Client, run: string, queue: string): Promise<string[]> {
  const change = { activityOptions: { taskQueue: { name: queue } }, updateMask: { paths: ['task_queue.name'] } };
  return each(client, run, 'moved', ({ state }) => state !== 'started', (target) => client.workflowService.updateActivityOptions({ ...target, ...change }));
}

type PendingActivity = proto.temporal.api.workflow.v1.IPendingActivityInfo;

async function viewOf(client: Client, { activityId, activityType, activityOptions, state, paused, attempt, heartbeatDetails, lastFailure }: PendingActivity): Promise<ActivityView> {
  const started = state === proto.temporal.api.enums.v1.PendingActivityState.PENDING_ACTIVITY_STATE_STARTED;
  return {
    id: activityId ?? '',
    activity: activityType?.name ?? '',
    queue: activityOptions?.taskQueue?.name ?? '',
    state: paused ? 'paused' : started ? 'started' : 'waiting',
    attempt: attempt ?? 1,
    progress: (await decodePayload<Progress>(client, heartbeatDetails?.payloads?.[0])) ?? null,
    lastFailure: lastFailure?.message ?? null,
  };
}

interface Target {
  readonly namespace: string;
  readonly execution: { readonly workflowId: string };
  readonly id: string;
}

async function each(client: Client, run: string, done: string, applies: (activity: ActivityView) => boolean, act: (target: Target) => Promise<unknown>): Promise<string[]> {
  const ids = (await pendingActivities(client, run)).filter(applies).map(({ id }) => id);
  if (ids.length === 0) throw new HoneError('HONE_CONFLICT', `run: "${run}" has no activity that could be ${done} now. \`hone status ${run}\` shows what it does.`);
  for (const id of ids) await act({ namespace: client.options.namespace, execution: { workflowId: run }, id });
  return ids;
}
