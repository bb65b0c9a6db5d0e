import { fileURLToPath } from 'node:url';
import { pipelineActivities } from '../activities/index.ts';
import { createLog } from '../adapters/log.ts';
import { readSettings } from '../adapters/settings.ts';
import { runWorker } from '../adapters/temporal/run-worker.ts';
import { QUEUES } from '../domain/names.ts';
import { composePorts } from '../workers/compose-ports.ts';

/** A pipeline worker as `workers/pipeline.ts` starts it, but for its workflow: the fan-out alone. */
const settings = readSettings();
const log = createLog(settings, 'pipeline');
await runWorker(settings, log, {
  taskQueue: QUEUES.pipeline,
  activities: pipelineActivities(composePorts(settings, log, settings.projectDirectory)),
  workflowsPath: fileURLToPath(new URL('workflows/generation.ts', import.meta.url)),
  maxConcurrentActivityTaskExecutions: 4,
  shutdownGraceTime: '5s',
});
