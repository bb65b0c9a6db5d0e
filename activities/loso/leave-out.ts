import type { ArtifactRef } from '../../domain/artifact-ref.ts';
import { byHash } from '../../domain/by-hash.ts';
import { leaveOut as split, refuseTooFew } from '../../domain/loso/leave-out.ts';
import type { Rotation } from '../../domain/profile.ts';
import type { Row } from '../../domain/row.ts';
import type { Lease, StageOutcome } from '../../domain/stages.ts';
import { makeUnit } from '../engine/make.ts';
import { putRows, readRows, ROW_COLUMNS } from '../engine/rows.ts';
import type { Ports } from '../ports.ts';

export interface LeaveOutInput {
  readonly lease: Lease;
  readonly parameters: { readonly seed: number; readonly poolRows: number; readonly evaluationRows: number } & Pick<Rotation, 'benign' | 'malicious'>;
  readonly inputs: Readonly<Record<'training' | 'mining' | 'tuning', ArtifactRef>> & { readonly contrastPairs?: ArtifactRef };
}

/** `evaluation`: unseen rows and tuning rows, told apart by their sources. */
export type LeftOutTables = 'training' | 'pool' | 'evaluation';

/** The sets of one rotation: what its models learn from, where its champion's false positives are looked for, and what all of them are measured on. Errors: HONE_INVALID_INPUT where one has too few rows. */
export const leaveOut =
  (ports: Ports) =>
  ({ lease, parameters, inputs }: LeaveOutInput): Promise<StageOutcome<LeftOutTables, { learned: number }> & { readonly outputs: { readonly contrastPairs?: ArtifactRef } }> =>
    makeUnit(ports, { unit: 'leave-out', parameters, inputs }, lease, async (workshop) => {
      const { seed, poolRows, evaluationRows, ...sources } = parameters;
      const read = (ref: ArtifactRef): Promise<Row[]> => readRows<Row>(ports, ref);
      const left = split({ training: await read(inputs.training), pool: await read(inputs.mining), tuning: await read(inputs.tuning), ...(inputs.contrastPairs && { contrastPairs: await read(inputs.contrastPairs) }) }, sources);
      refuseTooFew(left, sources);
      const { training, pool, tuning, unseen, contrastPairs } = left;
      const some = (rows: readonly Row[], label: Row['label']): Row[] => byHash(rows.filter((row) => row.label === label), 'loso', seed).slice(0, evaluationRows);
      const evaluation = [unseen, tuning].flatMap((rows) => [...some(rows, 'benign'), ...some(rows, 'malicious')]);
      const outputs: Partial<Record<LeftOutTables | 'contrastPairs', ArtifactRef>> = {
        training: await putRows(ports, workshop, 'training', ROW_COLUMNS, training),
        pool: await putRows(ports, workshop, 'pool', ROW_COLUMNS, byHash(pool, 'loso-pool', seed).slice(0, poolRows)),
        evaluation: await putRows(ports, workshop, 'evaluation', ROW_COLUMNS, evaluation),
      };
      if (inputs.contrastPairs) outputs.contrastPairs = await putRows(ports, workshop, 'contrast-pairs', ROW_COLUMNS, contrastPairs);
      return { outputs: outputs as Record<LeftOutTables, ArtifactRef>, summary: { learned: training.length }, headline: `${training.length} rows to learn from, ${unseen.length} of sources left out` };
    });
