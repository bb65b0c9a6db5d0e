import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { FALSE_POSITIVE_COLUMNS } from '../../../../activities/engine/false-positives.ts';
import type { FalsePositive } from '../../../../activities/engine/false-positives.ts';
import { pilotTable } from '../../../../activities/pilot/pilot-table.ts';
import type { ArtifactRef } from '../../../../domain/artifact-ref.ts';
import type { Row, TrainingRow } from '../../../../domain/row.ts';
import { trainingSplit } from '../../../../domain/splits.ts';
import type { TrainingSplit } from '../../../../domain/splits.ts';
import { bench, groupsWhere, inActivity, jobFor, row, trainingRow } from '../../../support/stage-bench.ts';
import type { Bench } from '../../../support/stage-bench.ts';
import { PILOT_PARAMETERS, pilotInputs } from '../pilot-job.ts';

const { seed, cuts, nearDuplicateJaccard } = PILOT_PARAMETERS;
const groups = (side: TrainingSplit, count: number, prefix = 'g'): string[] => groupsWhere((group) => trainingSplit(group, seed, cuts) === side, count, prefix);
const originals = (side: TrainingSplit, count: number): Row[] => groups(side, count).map((groupId, index) => row({ id: `${side}${index}`, groupId, label: index % 2 === 0 ? 'benign' : 'malicious', text: `${side} prompt number ${index} about ${groupId}` }));
const TRAINING = [...originals('train', 12), ...originals('validation', 3), ...originals('test', 3)];

const [F1, F2] = groups('train', 2, 'f') as [string, string];
const COVERED: FalsePositive[] = [F1, F2].map((groupId) => ({ ...row({ id: `fp-${groupId}`, groupId, text: `how do firewalls filter ${groupId}` }), score: 0.9, falsePositiveCategory: 'Other' }));
const variation = (of: FalsePositive, text: string): TrainingRow => trainingRow({ id: `${of.id}~${text.length}`, text, groupId: of.groupId, origin: 'variation', sourceId: of.id, method: 'synonyms' });
const VARIATIONS = [[variation(COVERED[0]!, 'in what way do firewalls filter things'), variation(COVERED[0]!, 'how do packet firewalls filter')], [variation(COVERED[1]!, 'by what means does a firewall filter')]];

let at: Bench;
beforeEach(async () => void (at = await bench()));
afterEach(() => at.close());

async function table({ variations = VARIATIONS, covered = COVERED, tuning = [] }: { variations?: readonly (readonly TrainingRow[])[]; covered?: readonly FalsePositive[]; tuning?: readonly Row[] } = {}): Promise<{ train: TrainingRow[]; validation: TrainingRow[] }> {
  const inputs = { training: await at.rows(TRAINING), covered: await at.table(FALSE_POSITIVE_COLUMNS, covered), tuning: await at.rows(tuning) };
  const { lease } = await jobFor(at, { stage: 'pilot', parameters: { ...PILOT_PARAMETERS, covered: covered.length }, inputs: await pilotInputs(at, { tuning: inputs.tuning }) });
  const chunks: ArtifactRef[] = [];
  for (const rows of variations) chunks.push(await at.trainingRows(rows));
  const { outputs } = await inActivity(() => pilotTable(at.ports)({ lease, parameters: { seed, cuts, nearDuplicateJaccard, replayRows: 4, includeSources: true }, inputs, variations: chunks }));
  return { train: await at.read(outputs.train), validation: await at.read(outputs.validation) };
}

describe('pilotTable', () => {
  test('has the replayed old rows, what is covered, and the variations of every chunk', async () => {
    const { train } = await table();
    expect(train.filter(({ origin }) => origin === 'original')).toHaveLength(4);
    expect(train.filter(({ origin }) => origin === 'false-positive').map(({ id }) => id).sort()).toEqual(COVERED.map(({ id }) => id).sort());
    expect(train.filter(({ origin }) => origin === 'variation')).toHaveLength(3);
  });

  test('trains on train groups and validates on original rows of validation groups', async () => {
    const { train, validation } = await table();
    expect(train.every(({ groupId }) => trainingSplit(groupId, seed, cuts) === 'train')).toBe(true);
    expect(validation.map(({ id, origin }) => [id, origin])).toEqual(originals('validation', 3).map(({ id }) => [id, 'original']));
  });

  test('replays the same old rows in every pilot', async () => {
    const old = ({ train }: { train: TrainingRow[] }): string[] => train.filter(({ origin }) => origin === 'original').map(({ id }) => id);
    expect(old(await table({ variations: [], covered: [] }))).toEqual(old(await table()));
  });

  test('trains on nothing that resembles a row it is measured on', async () => {
    const { train } = await table({ tuning: [row({ id: 't', text: 'By what means does a firewall filter?' })] });
    expect(train.filter(({ origin }) => origin === 'variation')).toHaveLength(2);
  });
});
