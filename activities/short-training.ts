import { join } from 'node:path';
import type { ArtifactRef } from '../domain/artifact-ref.ts';
import type { Lease, StageOutcome } from '../domain/stages.ts';
import { localPath, putFile } from './engine/artifacts.ts';
import { putWeights } from './engine/put-weights.ts';
import { makeUnit } from './engine/make.ts';
import { trainRequest } from './engine/train-request.ts';
import type { TrainingAsked } from './engine/train-request.ts';
import { trainerEvents } from './engine/trainer-events.ts';
import { untilItFits } from './engine/until-it-fits.ts';
import type { Ports } from './ports.ts';

export interface ShortTrainingInput extends TrainingAsked {
  readonly lease: Lease;
  /** Tables to score with the trained weights. */
  readonly score: Readonly<Record<string, ArtifactRef>>;
  /** Keeps the weights as outputs, too: for trainings that others go on from. */
  readonly keep?: true;
}

/**
 * Trains, scores tables with the result and, unless they are to be kept, throws the weights away: for questions whose answer is scores
 * (label audit, pilots). One `scores` table under each name of `score`. Short enough to start anew when it is killed, so without checkpoints.
 */
export const shortTraining =
  (ports: Ports) =>
  ({ lease, parameters, inputs, score, keep }: ShortTrainingInput): Promise<StageOutcome> => {
    const scored = Object.fromEntries(Object.entries(score).map(([name, ref]) => [`score ${name}`, ref]));
    return makeUnit(ports, { unit: 'short-training', parameters: { ...parameters, ...(keep && { keep }) }, inputs: { ...inputs, ...scored } }, lease, async (workshop) => {
      const options = { signal: workshop.signal, onEvent: trainerEvents(workshop) };
      const request = await trainRequest(ports, { parameters, inputs }, workshop);
      const result = await untilItFits(ports, request, (fitting) => ports.trainer.run('train', fitting, workshop.directory, options));
      const outputs: Record<string, ArtifactRef> = keep ? await putWeights(ports, join(workshop.directory, 'model')) : {};
      for (const [name, ref] of Object.entries(score)) {
        const out = join(workshop.directory, 'scores', name);
        const asked = {
          model: { weights: join(workshop.directory, 'model'), max_tokens: parameters.model.maxTokens },
          data: { rows: await localPath(ports, ref) },
          precision: parameters.train.precision,
          hints: { threads: ports.options.threads },
        };
        await ports.trainer.run('score', asked, out, options);
        outputs[name] = await putFile(ports, join(out, 'scores.parquet'), ref.rows);
      }
      const rowsPerSecond = typeof result.rows_per_second === 'number' ? result.rows_per_second : 0;
      return { outputs, summary: { rowsPerSecond }, headline: `trained at ${rowsPerSecond.toFixed(1)} rows/s` };
    });
  };
