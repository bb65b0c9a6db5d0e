import { join } from 'node:path';
import type { ArtifactRef } from '../domain/artifact-ref.ts';
import type { WeightFiles } from '../domain/package-files.ts';
import type { Lease, StageOutcome } from '../domain/stages.ts';
import { folderOf, localPath, putFile } from './engine/artifacts.ts';
import { weightFolder } from './export-model.ts';
import { makeUnit } from './engine/make.ts';
import { trainerEvents } from './engine/trainer-events.ts';
import type { Ports } from './ports.ts';

export interface ScoreSplitInput {
  readonly lease: Lease;
  readonly rows: ArtifactRef;
  readonly weights: WeightFiles;
  readonly maxTokens: number;
}

/** Scores a split with the trained weights, before conversion: serves the choices of `validate`, decides no release. */
export const scoreSplit =
  (ports: Ports) =>
  ({ lease, rows, weights, maxTokens }: ScoreSplitInput): Promise<StageOutcome<'scores'>> =>
    makeUnit(ports, { unit: 'score-split', parameters: { maxTokens }, inputs: { rows, ...weights } }, lease, async (workshop) => {
      const request = {
        model: { weights: await folderOf(ports, weightFolder(weights), join(workshop.directory, 'weights')), max_tokens: maxTokens },
        data: { rows: await localPath(ports, rows) },
        precision: 'auto',
        hints: { threads: ports.options.threads },
      };
      await ports.trainer.run('score', request, workshop.directory, { signal: workshop.signal, onEvent: trainerEvents(workshop) });
      const scores = await putFile(ports, join(workshop.directory, 'scores.parquet'), rows.rows);
      return { outputs: { scores }, summary: {}, headline: `${rows.rows} rows scored` };
    });
