import { createLog } from '../adapters/log.ts';
import { readSettings } from '../adapters/settings.ts';
import { runWorker, workflowsPath } from '../adapters/temporal/run-worker.ts';
import { sweepAttempts } from '../activities/engine/attempts.ts';
import { pipelineActivities } from '../activities/index.ts';
import { QUEUES } from '../domain/names.ts';
import { composePorts } from './compose-ports.ts';

/** The pipeline worker: workflows, and every activity that needs no GPU. */
const settings = readSettings();
const log = createLog(settings, 'pipeline');
const ports = composePorts(settings, log, settings.projectDirectory);
await sweepAttempts(ports);
await runWorker(settings, log, {
  taskQueue: QUEUES.pipeline,
  activities: pipelineActivities(ports),
  workflowsPath: workflowsPath(),
  maxConcurrentActivityTaskExecutions: Math.max(4, settings.threads * 2),
  shutdownGraceTime: '5s',
});
