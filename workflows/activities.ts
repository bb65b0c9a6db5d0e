import { ActivityCancellationType, proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { ActivityInterfaceFor, ActivityOptions } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import { hash64 } from '../domain/hash64.ts';
import { QUEUES } from '../domain/names.ts';
import { activitySummary } from '../domain/render/activity-summary.ts';
import type { ActivityInput } from '../domain/render/activity-summary.ts';

/** Heartbeats come every 2 s; a worker that is silent for this long is dead. */
const HEARTBEAT_TIMEOUT = '30s';
/** No deadline for work: heartbeats tell of a worker that is gone. */
const TRAINING_TIMEOUT = '30d';
/** A cancelled run ends when its activities have: a training has checkpointed and its process is gone. */
const cancellationType = ActivityCancellationType.WAIT_CANCELLATION_COMPLETED;

const RETRY = { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m', maximumAttempts: 4 } as const;

/** Activities of the pipeline queue, without a deadline from scheduling: a run may wait for workers as long as it takes. */
export const pipeline = summarised({
  taskQueue: QUEUES.pipeline,
  startToCloseTimeout: '6h',
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
  cancellationType,
  retry: RETRY,
});

/** Short questions to the store: they do not heartbeat. */
export const control = summarised({ taskQueue: QUEUES.pipeline, startToCloseTimeout: '5m', retry: RETRY });

/**
 * Tells of events. The one kind of activity with a deadline from its scheduling: a run waits for its last webhook before it ends,
 * and no run waits long for a receiver.
 */
export const notifier = summarised({
  taskQueue: QUEUES.pipeline,
  startToCloseTimeout: '30s',
  scheduleToCloseTimeout: '2m',
  retry: { initialInterval: '2s', backoffCoefficient: 3, maximumInterval: '30s', maximumAttempts: 5 },
});

/** Exports and scoring on the GPU queue. */
export const gpu = summarised({ taskQueue: QUEUES.gpu, startToCloseTimeout: '6h', heartbeatTimeout: HEARTBEAT_TIMEOUT, cancellationType, retry: RETRY });

/** One training attempt: `train-with-progress.ts` decides what an attempt that ended early counts as. */
export const training = summarised({
  taskQueue: QUEUES.gpu,
  startToCloseTimeout: TRAINING_TIMEOUT,
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
  cancellationType,
  retry: { maximumAttempts: 1 },
});

/**
 * What only asks, and waits for the GPU behind everything that makes a model (3 is the default, 1 goes first, 5 last). Runs take turns there,
 * where the server has fairness on. A fairness key may have 64 bytes, which a run's id may exceed. With the settings of `train` it may take as long.
 */
function placeInQueue(activity: string): ActivityOptions {
  return activity === 'shortTraining' ? { startToCloseTimeout: TRAINING_TIMEOUT, priority: { priorityKey: 5, fairnessKey: hash64(workflowInfo().workflowId).toString(16) } } : {};
}

/** Gives every activity the line by which the UI tells it from its like, and its place in the queue. */
function summarised(options: ActivityOptions): ActivityInterfaceFor<Activities> {
  const activities = proxyActivities<Record<string, (input: ActivityInput) => Promise<unknown>>>(options);
  const call = (name: string) => (input: ActivityInput) => activities[name]!.executeWithOptions({ ...placeInQueue(name), summary: activitySummary(input) }, [input]);
  return new Proxy({} as ActivityInterfaceFor<Activities>, { get: (_, name) => call(String(name)) });
}
