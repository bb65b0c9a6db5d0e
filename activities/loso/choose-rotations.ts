import { countBy } from '../../domain/count-by.ts';
import { rotationsOf } from '../../domain/loso/rotation.ts';
import type { Rotation } from '../../domain/profile.ts';
import type { Row } from '../../domain/row.ts';
import type { StageOutcome } from '../../domain/stages.ts';
import { makeUnit } from '../engine/make.ts';
import { readRows } from '../engine/rows.ts';
import type { LosoJob } from '../loso.ts';
import type { Ports } from '../ports.ts';

/** Which sources are left out together. Errors: HONE_INVALID_INPUT for a source that is in no set. */
export const chooseRotations =
  (ports: Ports) =>
  ({ request: { parameters: { loso }, inputs: { training, mining, tuning } }, lease }: LosoJob): Promise<StageOutcome<never, { rotations: readonly Rotation[] }>> =>
    makeUnit(ports, { unit: 'choose-rotations', parameters: { rotations: loso.rotations }, inputs: { training, mining, tuning } }, lease, async () => {
      const [learned, pool, tuned] = [await readRows<Row>(ports, training), await readRows<Row>(ports, mining), await readRows<Row>(ports, tuning)];
      const sources = (rows: readonly Row[], label: Row['label']): Record<string, number> => countBy(rows.filter((row) => row.label === label), (row) => row.source);
      const rotations = rotationsOf(loso.rotations, { malicious: sources([...learned, ...tuned], 'malicious'), benign: sources(pool, 'benign') });
      return { outputs: {}, summary: { rotations }, headline: `${rotations.length} rotations` };
    });
