import type { ArtifactRef } from '../../domain/artifact-ref.ts';
import { byHash } from '../../domain/by-hash.ts';
import type { TrainingRow } from '../../domain/row.ts';
import type { Lease, StageOutcome } from '../../domain/stages.ts';
import { assembleRows } from '../assemble.ts';
import type { AssembleParameters } from '../assemble.ts';
import { makeUnit } from '../engine/make.ts';
import { putRows, readAll, TRAINING_COLUMNS } from '../engine/rows.ts';
import type { Ports } from '../ports.ts';

export interface AblationTableInput {
  readonly lease: Lease;
  readonly parameters: Pick<AssembleParameters, 'seed' | 'cuts' | 'nearDuplicateJaccard'> & {
    /** Rows to train on in all, old ones filling up. */
    readonly rows: number;
    /** Only what this method made counts: an arm of one method has nothing that others made good. */
    readonly method?: string;
  };
  readonly inputs: Readonly<Record<'training' | 'tuning', ArtifactRef>> & { readonly covered?: ArtifactRef; readonly doubts?: ArtifactRef };
  readonly variations: readonly ArtifactRef[];
}

/** What one arm learns from: as many rows as every other arm, put together by the rules of `assemble`. */
export const ablationTable =
  (ports: Ports) =>
  ({ lease, parameters, inputs, variations }: AblationTableInput): Promise<StageOutcome<'train' | 'validation', { rows: number; variations: number }>> => {
    const chunks = Object.fromEntries(variations.map((ref, index) => [`variations ${index}`, ref]));
    return makeUnit(ports, { unit: 'ablation-table', parameters, inputs: { ...inputs, ...chunks } }, lease, async (workshop) => {
      const { rows, method, ...rules } = parameters;
      const made = (await readAll<TrainingRow>(ports, variations)).filter((row) => method === undefined || row.method === method);
      const kept = await putRows(ports, workshop, 'variations', TRAINING_COLUMNS, made);
      const { train, validation } = await assembleRows(ports, { ...rules, replayRows: 'all', includeSources: true }, { ...inputs, variations: [kept] });
      const fresh = train.filter((row) => row.origin !== 'original');
      const old = byHash(train.filter((row) => row.origin === 'original'), 'ablation', rules.seed);
      const filled = [...fresh, ...old.slice(0, Math.max(0, rows - fresh.length))];
      const outputs = {
        train: await putRows(ports, workshop, 'train', TRAINING_COLUMNS, filled),
        validation: await putRows(ports, workshop, 'validation', TRAINING_COLUMNS, validation),
      };
      const summary = { rows: filled.length, variations: fresh.filter((row) => row.origin === 'variation').length };
      return { outputs, summary, headline: `${summary.rows} rows to train on, ${summary.variations} of them variations` };
    });
  };
