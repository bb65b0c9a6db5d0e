import type { JsonObject } from '../../domain/artifact-ref.ts';
import { HoneError } from '../../domain/errors.ts';
import type { Ports } from '../ports.ts';

/**
 * Trains with the micro-batch of `request`; out of memory halves it, which doubles the accumulation, until it fits.
 * @throws HoneError HONE_TRAINER_OUT_OF_MEMORY when not even one row at a time fits, and what else `attempt` throws.
 */
export async function untilItFits<T>(ports: Ports, request: JsonObject, attempt: (request: JsonObject, microBatch: number) => Promise<T>): Promise<T> {
  const hints = request.hints as { micro_batch: number };
  for (let microBatch = hints.micro_batch; ; microBatch = Math.floor(microBatch / 2)) {
    try {
      return await attempt({ ...request, hints: { ...hints, micro_batch: microBatch } }, microBatch);
    } catch (error) {
      if (!(error instanceof HoneError) || error.code !== 'HONE_TRAINER_OUT_OF_MEMORY') throw error;
      if (microBatch <= 1) throw doesNotFit(error);
      ports.log.warn({ microBatch: Math.floor(microBatch / 2) }, 'out of memory: half the micro-batch, twice the accumulation');
    }
  }
}

function doesNotFit(cause: HoneError): HoneError {
  const remedy = 'lower model.maxTokens, take a smaller model.base, or train where there is more memory';
  return new HoneError('HONE_TRAINER_OUT_OF_MEMORY', `Training does not fit in memory, not even one row at a time: ${remedy}. ${cause.message}`, { cause });
}
