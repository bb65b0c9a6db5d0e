import { countBy } from '../../domain/count-by.ts';
import { pilotGrid } from '../../domain/planning/pilot-grid.ts';
import type { Pilot } from '../../domain/planning/pilot-grid.ts';
import { trainingSplit } from '../../domain/splits.ts';
import type { StageOutcome } from '../../domain/stages.ts';
import { FALSE_POSITIVE_COLUMNS } from '../engine/false-positives.ts';
import type { FalsePositive } from '../engine/false-positives.ts';
import { makeUnit } from '../engine/make.ts';
import { putRows, readRows } from '../engine/rows.ts';
import type { PilotJob } from '../pilot.ts';
import type { Ports } from '../ports.ts';
import { chooseCovered } from '../generate/select-sources.ts';

/**
 * Which pilots there are, and the false positives that all of them are asked about: those whose groups none is trained on. They are the
 * same for every pilot, so that their shares can be compared.
 */
export const choosePilots =
  (ports: Ports) =>
  ({ request: { parameters, inputs }, lease }: PilotJob): Promise<StageOutcome<'heldOut', { pilots: readonly Pilot[] }>> => {
    const { seed, cuts, pilot, variationsPerFalsePositive } = parameters;
    const { falsePositives } = inputs;
    const work = { unit: 'choose-pilots', parameters: { seed, cuts, pilot, variationsPerFalsePositive }, inputs: { falsePositives } } as const;
    return makeUnit(ports, work, lease, async (workshop) => {
      const found = await readRows<FalsePositive>(ports, falsePositives);
      const eligible = found.filter((row) => trainingSplit(row.groupId, seed, cuts) === 'train');
      const pilots = pilotGrid(pilot, variationsPerFalsePositive, { falsePositivesByCategory: byCategory(found), availableByCategory: byCategory(eligible) });
      const covered = pilots.flatMap(({ allocation }) => chooseCovered(found, { seed, cuts, allocation }));
      const groups = new Set(covered.map((row) => row.groupId));
      const heldOut = await putRows(ports, workshop, 'held-out', FALSE_POSITIVE_COLUMNS, found.filter((row) => !groups.has(row.groupId)));
      return { outputs: { heldOut }, summary: { pilots }, headline: `${pilots.length} pilots, ${heldOut.rows} false positives held out` };
    });
  };

function byCategory(rows: readonly FalsePositive[]): Record<string, number> {
  return countBy(rows, (row) => row.falsePositiveCategory);
}
