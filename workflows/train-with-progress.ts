import { ActivityFailure, ApplicationFailure, isCancellation, log, TimeoutFailure } from '@temporalio/workflow';
import type { TrainJob, TrainOutputs } from '../activities/train.ts';
import type { StageOutcome } from '../domain/stages.ts';
import { control, training } from './activities.ts';

/** Attempts in a row that may end early without getting further. */
const FRUITLESS_ATTEMPTS = 3;

/**
 * Trains, attempt after attempt. An attempt that was interrupted (worker stopped or killed, machine lost) but advanced the
 * checkpoint costs nothing; three in a row that got no further give up.
 */
export async function trainWithProgress(job: TrainJob): Promise<StageOutcome<TrainOutputs>> {
  let fruitless = 0;
  let step = await control.checkpointStep(job);
  for (;;) {
    try {
      return await training.train(job);
    } catch (error) {
      if (isCancellation(error) || !mayGoOn(error)) throw error;
      const reached = await control.checkpointStep(job);
      fruitless = reached > step ? 0 : fruitless + 1;
      step = reached;
      log.info('training attempt ended early', { step, fruitless });
      if (fruitless >= FRUITLESS_ATTEMPTS) throw error;
    }
  }
}

function mayGoOn(error: unknown): boolean {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  return cause instanceof TimeoutFailure || (cause instanceof ApplicationFailure && !cause.nonRetryable);
}
