import type { Client } from '@temporalio/client';

/** Activity pollers, which both kinds of workers have. */
const ACTIVITY = 2;

/** How many workers polled a queue within the last minutes, as the server remembers. */
export async function pollersOf(client: Client, queue: string): Promise<number> {
  const { pollers } = await client.workflowService.describeTaskQueue({ namespace: client.options.namespace, taskQueue: { name: queue }, taskQueueType: ACTIVITY });
  return pollers?.length ?? 0;
}
