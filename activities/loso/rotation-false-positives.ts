import type { ArtifactRef } from '../../domain/artifact-ref.ts';
import { onePerGroup } from '../../domain/gates.ts';
import { ONE_CATEGORY } from '../../domain/loso/one-category.ts';
import type { Row } from '../../domain/row.ts';
import { trainingSplit } from '../../domain/splits.ts';
import type { CutSettings } from '../../domain/profile.ts';
import type { Lease, StageOutcome } from '../../domain/stages.ts';
import { FALSE_POSITIVE_COLUMNS } from '../engine/false-positives.ts';
import type { FalsePositive } from '../engine/false-positives.ts';
import { makeUnit } from '../engine/make.ts';
import { putRows, readRows } from '../engine/rows.ts';
import { scoresById } from '../engine/scores-by-id.ts';
import type { Ports } from '../ports.ts';

export interface RotationFalsePositivesInput {
  readonly lease: Lease;
  readonly parameters: { readonly seed: number; readonly cuts: CutSettings; readonly deployed: number };
  readonly inputs: Readonly<Record<'pool' | 'scores', ArtifactRef>>;
}

/** The false positives of a rotation's champion, one for each group. `coverable`: those that may be trained on. */
export const rotationFalsePositives =
  (ports: Ports) =>
  ({ lease, parameters, inputs }: RotationFalsePositivesInput): Promise<StageOutcome<'falsePositives', { found: number; coverable: number }>> =>
    makeUnit(ports, { unit: 'rotation-false-positives', parameters, inputs }, lease, async (workshop) => {
      const { seed, cuts, deployed } = parameters;
      const scores = await scoresById(ports, [inputs.scores]);
      const flagged = (await readRows<Row>(ports, inputs.pool)).filter((row) => scores.get(row.id)! >= deployed);
      const found = onePerGroup(flagged, seed).map((row): FalsePositive => ({ ...row, score: scores.get(row.id)!, falsePositiveCategory: ONE_CATEGORY }));
      const coverable = found.filter((row) => trainingSplit(row.groupId, seed, cuts) === 'train').length;
      const falsePositives = await putRows(ports, workshop, 'false-positives', FALSE_POSITIVE_COLUMNS, found);
      return { outputs: { falsePositives }, summary: { found: found.length, coverable }, headline: `${found.length} false positives` };
    });
