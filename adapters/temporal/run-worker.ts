import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NativeConnection, Runtime, Worker } from '@temporalio/worker';
import type { WorkerOptions } from '@temporalio/worker';
import { Connection } from '@temporalio/client';
import type { Log } from '../../domain/ports/log.ts';
import type { Settings } from '../settings.ts';
import { dataConverter } from './data-converter.ts';
import { WORKER_HEARTBEAT_MS } from './pollers.ts';
import { addSearchAttributes } from './search-attributes.ts';
import { temporalLogger } from './logger.ts';

/** What differs between the workers: queue, code, and how many activities at once. */
export type WorkerKind = Pick<WorkerOptions, 'taskQueue' | 'activities' | 'workflowsPath' | 'maxConcurrentActivityTaskExecutions' | 'shutdownGraceTime'>;

/** Polls until a signal (SIGINT, SIGTERM) stops it; running activities are then cancelled and may save their work. */
export async function runWorker({ temporalAddress: address, temporalNamespace: namespace }: Settings, log: Log, kind: WorkerKind): Promise<void> {
  Runtime.install({ logger: temporalLogger(log), workerHeartbeatInterval: WORKER_HEARTBEAT_MS, telemetryOptions: { logging: { forward: {}, filter: 'WARN' } } });
  const client = await Connection.connect({ address });
  await addSearchAttributes(client, namespace);
  await client.close();
  const connection = await NativeConnection.connect({ address });
  if (process.argv.includes(STOP_AT_STDIN_END)) stopAtStdinEnd();
  try {
    const worker = await Worker.create({
      connection,
      namespace,
      dataConverter,
      maxHeartbeatThrottleInterval: '5s',
      defaultHeartbeatThrottleInterval: '2s',
      shutdownForceTime: '2m',
      ...kind,
    });
    log.info({ queue: kind.taskQueue }, 'worker polls');
    await worker.run();
  } finally {
    await connection.close();
  }
}

/** Given by a parent that holds the worker's stdin open: when the parent dies, however it dies, the worker stops too. */
export const STOP_AT_STDIN_END = '--stop-at-stdin-end';

export function stopAtStdinEnd(): void {
  // Without unref the open pipe would keep a worker that has shut down from ending.
  process.stdin.once('end', () => process.kill(process.pid, 'SIGTERM')).resume().unref();
}

/** Path of the workflows beside this code: `.ts` in development, `.js` when built. */
export function workflowsPath(): string {
  return fileURLToPath(new URL(`../../workflows/index${extname(import.meta.url)}`, import.meta.url));
}
