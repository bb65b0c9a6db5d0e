import type { Client } from '@temporalio/client';
import type proto from '@temporalio/proto';

/** How often a worker says that it lives. */
export const WORKER_HEARTBEAT_MS = 10_000;
/** Two lost heartbeats are bad luck. */
const SILENT_MS = 3 * WORKER_HEARTBEAT_MS;

/** Activity pollers, which both kinds of workers have. */
const ACTIVITY = 2;

/**
 * How many workers serve a queue: those whose heartbeats come, and those that polled just now. Polls alone do not tell: a GPU
 * worker that trains for hours polls nothing, and the server remembers for minutes who polled before dying.
 */
export async function pollersOf(client: Client, queue: string): Promise<number> {
  const { namespace } = client.options;
  const { workersInfo } = await client.workflowService.listWorkers({ namespace, query: `TaskQueue = '${queue}'` });
  const { pollers } = await client.workflowService.describeTaskQueue({ namespace, taskQueue: { name: queue }, taskQueueType: ACTIVITY });
  const alive = [
    ...(workersInfo ?? []).filter(({ workerHeartbeat }) => isFresh(workerHeartbeat?.heartbeatTime)).map(({ workerHeartbeat }) => workerHeartbeat?.workerIdentity),
    ...(pollers ?? []).filter(({ lastAccessTime }) => isFresh(lastAccessTime)).map(({ identity }) => identity),
  ];
  return new Set(alive).size;
}

function isFresh(time: proto.google.protobuf.ITimestamp | null | undefined): boolean {
  return Date.now() - Number(time?.seconds ?? 0) * 1000 < SILENT_MS;
}
