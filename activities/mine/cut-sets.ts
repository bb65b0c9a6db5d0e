import type { ArtifactRef } from '../../domain/artifact-ref.ts';
import { groupBy } from '../../domain/group-by.ts';
import type { Row } from '../../domain/row.ts';
import { attackCut, trafficCut } from '../../domain/splits.ts';
import type { StageOutcome } from '../../domain/stages.ts';
import { makeUnit } from '../engine/make.ts';
import { putRows, readRows, ROW_COLUMNS } from '../engine/rows.ts';
import type { MineJob } from '../mine.ts';
import type { Ports } from '../ports.ts';

export type CutOutputs = 'mining' | 'tuning' | 'certification';

/** Cuts traffic by group in three and attacks in two. The certification rows are not touched again until `certify`. */
export const cutSets =
  (ports: Ports) =>
  ({ request: { inputs, parameters }, lease }: MineJob): Promise<StageOutcome<CutOutputs>> => {
    const { seed, cuts } = parameters;
    const { traffic, attacks } = inputs;
    return makeUnit(ports, { unit: 'cut', parameters: { seed, cuts }, inputs: { traffic, attacks } }, lease, async (workshop) => {
      const benign = groupBy(await readRows<Row>(ports, traffic), (row) => trafficCut(row.groupId, seed, cuts));
      const malicious = groupBy(await readRows<Row>(ports, attacks), (row) => attackCut(row.groupId, seed, cuts));
      const put = (name: CutOutputs): Promise<ArtifactRef> => {
        const rows = [...(benign.get(name) ?? []), ...(name === 'mining' ? [] : (malicious.get(name) ?? []))];
        return putRows(ports, workshop, name, ROW_COLUMNS, rows);
      };
      const outputs = { mining: await put('mining'), tuning: await put('tuning'), certification: await put('certification') };
      return { outputs, summary: {}, headline: `${outputs.mining.rows} rows to mine` };
    });
  };
