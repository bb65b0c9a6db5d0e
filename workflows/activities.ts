import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import { QUEUES } from '../domain/names.ts';

/** Heartbeats come every 2 s; a worker that is silent for this long is dead. */
const HEARTBEAT_TIMEOUT = '30s';
/** A cancelled run ends when its activities have: a training has checkpointed and its process is gone. */
const cancellationType = ActivityCancellationType.WAIT_CANCELLATION_COMPLETED;

const RETRY = { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m', maximumAttempts: 4 } as const;

/** Activities of the pipeline queue, without a deadline from scheduling: a run may wait for workers as long as it takes. */
export const pipeline = proxyActivities<Activities>({
  taskQueue: QUEUES.pipeline,
  startToCloseTimeout: '6h',
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
  cancellationType,
  retry: RETRY,
});

/** Short questions to the store: they do not heartbeat. */
export const control = proxyActivities<Activities>({ taskQueue: QUEUES.pipeline, startToCloseTimeout: '5m', retry: RETRY });

/** Exports and scoring on the GPU queue. */
export const gpu = proxyActivities<Activities>({ taskQueue: QUEUES.gpu, startToCloseTimeout: '6h', heartbeatTimeout: HEARTBEAT_TIMEOUT, cancellationType, retry: RETRY });

/** One training attempt: `train-with-progress.ts` decides what an attempt that ended early counts as. */
export const training = proxyActivities<Activities>({
  taskQueue: QUEUES.gpu,
  startToCloseTimeout: '30d',
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
  cancellationType,
  retry: { maximumAttempts: 1 },
});
