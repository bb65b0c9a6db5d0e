import { join } from 'node:path';
import { mergeInputs } from '../domain/merge-inputs.ts';
import type { WeightFiles } from '../domain/package-files.ts';
import type { Lease, StageOutcome } from '../domain/stages.ts';
import { folderOf } from './engine/artifacts.ts';
import { makeUnit } from './engine/make.ts';
import { putWeights } from './engine/put-weights.ts';
import { trainerEvents } from './engine/trainer-events.ts';
import { weightFolder } from './export-model.ts';
import type { Ports } from './ports.ts';

export interface MergeModelsInput {
  readonly lease: Lease;
  readonly first: WeightFiles;
  readonly second: WeightFiles;
  /** Of the second model, in [0, 1]. */
  readonly share: number;
}

/** Weights between those of two models of one base: (1 - share) x first + share x second, on the GPU queue. */
export const mergeModels =
  (ports: Ports) =>
  ({ lease, first, second, share }: MergeModelsInput): Promise<StageOutcome<keyof WeightFiles>> => {
    return makeUnit(ports, { unit: 'merge', parameters: { share }, inputs: mergeInputs(first, second) }, lease, async (workshop) => {
      const folder = (name: string, files: WeightFiles): Promise<string> => folderOf(ports, weightFolder(files), join(workshop.directory, name));
      const request = { first: await folder('first', first), second: await folder('second', second), share };
      await ports.trainer.run('merge', request, workshop.directory, { signal: workshop.signal, onEvent: trainerEvents(workshop) });
      const outputs = await putWeights(ports, join(workshop.directory, 'model'));
      return { outputs, summary: { share }, headline: `merged with a share of ${share}` };
    });
  };
