import { byHash } from '../../domain/by-hash.ts';
import { onePerGroup } from '../../domain/gates.ts';
import type { Label, TrainingRow } from '../../domain/row.ts';
import type { StageOutcome } from '../../domain/stages.ts';
import { makeUnit } from '../engine/make.ts';
import { putRows, readRows, TRAINING_COLUMNS } from '../engine/rows.ts';
import type { Ports } from '../ports.ts';
import type { ProbeJob } from '../probe.ts';

/** Variations of each class that are scored beside what they were made from: enough to place an area under the curve within 0.04. */
const MOST_VARIATIONS = 500;

/** Variations of the training rows, one a group, with the rows that they were made from where these are trained on too. */
export const selectProbed =
  (ports: Ports) =>
  ({ request: { inputs: { train }, parameters: { seed } }, lease }: ProbeJob): Promise<StageOutcome<'augmented'>> =>
    makeUnit(ports, { unit: 'select-probed', parameters: { seed }, inputs: { train } }, lease, async (workshop) => {
      const rows = await readRows<TrainingRow>(ports, train);
      const sources = new Map(rows.filter((row) => row.origin !== 'variation').map((row) => [row.id, row]));
      const variations = onePerGroup(rows.filter((row) => row.origin === 'variation' && sources.has(row.sourceId)), seed);
      const chosen = LABELS.flatMap((label) => byHash(variations.filter((row) => row.label === label), 'probe', seed).slice(0, MOST_VARIATIONS));
      const madeFrom = [...new Set(chosen.map((row) => row.sourceId))].map((id) => sources.get(id)!);
      const augmented = await putRows<TrainingRow>(ports, workshop, 'augmented', TRAINING_COLUMNS, [...chosen, ...madeFrom]);
      return { outputs: { augmented }, summary: {}, headline: `${chosen.length} variations and ${madeFrom.length} rows that they were made from` };
    });

const LABELS: readonly Label[] = ['benign', 'malicious'];
