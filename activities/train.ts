import { join } from 'node:path';
import type { ArtifactRef, JsonObject } from '../domain/artifact-ref.ts';
import type { TrainerEvent } from '../domain/ports/trainer.ts';
import type { StageJob, StageOutcome } from '../domain/stages.ts';
import { checkpoints } from './engine/checkpoints.ts';
import type { Checkpoints } from './engine/checkpoints.ts';
import { putFile } from './engine/artifacts.ts';
import { makeStage } from './engine/make.ts';
import type { Made, Workshop } from './engine/make.ts';
import { putWeights } from './engine/put-weights.ts';
import { trainRequest } from './engine/train-request.ts';
import type { TrainInputs, TrainParameters } from './engine/train-request.ts';
import { trainerEvents } from './engine/trainer-events.ts';
import { untilItFits } from './engine/until-it-fits.ts';
import type { Ports } from './ports.ts';

export type TrainOutputs = 'weights' | 'config' | 'tokenizer' | 'metrics' | 'args';

export type TrainJob = StageJob<TrainParameters, TrainInputs>;

/**
 * Fine-tunes the classifier in a child process on the GPU queue. Continues from the newest checkpoint of the same stage
 * key, whoever wrote it; out of memory restarts the child with half the micro-batch.
 */
export const train =
  (ports: Ports) =>
  async (job: TrainJob): Promise<StageOutcome<TrainOutputs>> => {
    const kept = checkpoints(ports, job.lease);
    const outcome = await makeStage(ports, job, async (workshop) => {
      const request = await trainRequest(ports, job.request, workshop);
      const result = await trainUntilItFits(ports, request, kept, workshop);
      return keepModel(ports, workshop, result);
    });
    // Only now that the manifest says it is done: who is killed before goes on from them.
    await kept.removeAll();
    return outcome;
  };

/** The step of the newest checkpoint: lets the workflow see whether an interrupted attempt got further. */
export const checkpointStep =
  (ports: Ports) =>
  async (job: StageJob): Promise<number> =>
    (await checkpoints(ports, job.lease).latestStep()) ?? 0;

function trainUntilItFits(ports: Ports, request: JsonObject, kept: Checkpoints, workshop: Workshop): Promise<JsonObject> {
  return untilItFits(ports, request, async (fitting, microBatch) => {
    const newest = await kept.fetchLatest(join(workshop.directory, `resume-${microBatch}`));
    if (newest) ports.log.info({ step: newest.step }, 'training resumes from a checkpoint');
    return runTrainer(ports, { ...fitting, resume_from: newest?.directory ?? null }, kept, workshop);
  });
}

async function runTrainer(ports: Ports, request: JsonObject, kept: Checkpoints, workshop: Workshop): Promise<JsonObject> {
  const report = trainerEvents(workshop);
  const onEvent = (event: TrainerEvent): void => {
    if (event.type === 'checkpoint') kept.save(event.directory, event.step);
    if (event.type === 'resumed' && event.corrupt.length > 0) ports.log.warn({ step: event.step, corrupt: event.corrupt }, 'the trainer found a checkpoint corrupt; step 0 is a start anew');
    report(event);
  };
  try {
    return await ports.trainer.run('train', request, workshop.directory, { signal: workshop.signal, onEvent });
  } finally {
    await kept.settled();
  }
}

async function keepModel(ports: Ports, workshop: Workshop, result: JsonObject): Promise<Made<TrainOutputs>> {
  const file = (name: string): Promise<ArtifactRef> => putFile(ports, join(workshop.directory, name));
  const outputs = {
    ...(await putWeights(ports, join(workshop.directory, 'model'))),
    metrics: await file('metrics.json'),
    args: await file('args.json'),
  };
  const rate = typeof result.rows_per_second === 'number' ? result.rows_per_second : 0;
  return { outputs, summary: { metrics: result.metrics ?? {}, rowsPerSecond: rate }, headline: `trained at ${rate.toFixed(1)} rows/s` };
}
