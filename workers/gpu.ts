import { createLog } from '../adapters/log.ts';
import { readSettings } from '../adapters/settings.ts';
import { runWorker } from '../adapters/temporal/run-worker.ts';
import { sweepAttempts } from '../activities/engine/attempts.ts';
import { gpuActivities } from '../activities/index.ts';
import { composePorts } from './compose-ports.ts';

/** The GPU worker: one training, export or scoring at a time. A stop signal makes the trainer checkpoint. */
const settings = readSettings();
const log = createLog(settings, 'gpu');
const ports = composePorts(settings, log, settings.projectDirectory);
await sweepAttempts(ports);
await runWorker(settings, log, {
  taskQueue: settings.gpuQueue,
  activities: gpuActivities(ports),
  maxConcurrentActivityTaskExecutions: 1,
  shutdownGraceTime: '1s',
});
