import type { ArtifactRef } from '../../domain/artifact-ref.ts';
import type { Lease, StageOutcome } from '../../domain/stages.ts';
import { assembleRows } from '../assemble.ts';
import type { AssembleParameters } from '../assemble.ts';
import { makeUnit } from '../engine/make.ts';
import { putRows, TRAINING_COLUMNS } from '../engine/rows.ts';
import type { Ports } from '../ports.ts';

export interface PilotTableInput {
  readonly lease: Lease;
  readonly parameters: AssembleParameters;
  readonly inputs: Readonly<Record<'training' | 'tuning', ArtifactRef>> & Readonly<Partial<Record<'covered' | 'doubts' | 'trainingHardNegatives' | 'contrastPairs', ArtifactRef>>>;
  readonly variations: readonly ArtifactRef[];
}

/** What one pilot, or one model of a rotation, learns from, put together by the rules of `assemble`; validation has original rows only. */
export const pilotTable =
  (ports: Ports) =>
  ({ lease, parameters, inputs, variations }: PilotTableInput): Promise<StageOutcome<'train' | 'validation'>> => {
    const chunks = Object.fromEntries(variations.map((ref, index) => [`variations ${index}`, ref]));
    return makeUnit(ports, { unit: 'pilot-table', parameters, inputs: { ...inputs, ...chunks } }, lease, async (workshop) => {
      const { train, validation, dropped } = await assembleRows(ports, parameters, { ...inputs, variations });
      const outputs = {
        train: await putRows(ports, workshop, 'train', TRAINING_COLUMNS, train),
        validation: await putRows(ports, workshop, 'validation', TRAINING_COLUMNS, validation),
      };
      return { outputs, summary: { dropped }, headline: `${train.length} rows to train on` };
    });
  };
