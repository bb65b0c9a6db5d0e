import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { finishAblation } from '../../../activities/ablation.ts';
import type { AblationJob } from '../../../activities/ablation.ts';
import { ablationTable } from '../../../activities/ablation/ablation-table.ts';
import { chooseAblation } from '../../../activities/ablation/choose-ablation.ts';
import { readJson } from '../../../activities/engine/artifacts.ts';
import { FALSE_POSITIVE_COLUMNS } from '../../../activities/engine/false-positives.ts';
import type { FalsePositive } from '../../../activities/engine/false-positives.ts';
import type { AblationReport } from '../../../domain/ablation/ablation-report.ts';
import { CONTROL } from '../../../domain/ablation/arms.ts';
import type { Row, TrainingRow } from '../../../domain/row.ts';
import { trainingSplit } from '../../../domain/splits.ts';
import { bench, groupsWhere, inActivity, jobFor, row, trainingRow } from '../../support/stage-bench.ts';
import type { Bench } from '../../support/stage-bench.ts';
import { PILOT_PARAMETERS, pilotInputs } from './pilot-job.ts';

const { seed, cuts, nearDuplicateJaccard, augmentation, model, train } = PILOT_PARAMETERS;
const ABLATION = { covered: 5, rows: 10, alone: 4, mix: [0, 2], seeds: 2, evaluationRows: 8 };
const PARAMETERS = { seed, cuts, ablation: ABLATION, limit: 0.25, augmentation: { ...augmentation, methods: { synonyms: 0.5, paraphrase: 0.5 } }, nearDuplicateJaccard, model, train };
const TRAIN_GROUPS = groupsWhere((group) => trainingSplit(group, seed, cuts) === 'train', 12);
const OTHER_GROUPS = groupsWhere((group) => trainingSplit(group, seed, cuts) !== 'train', 4, 'x');
const falsePositive = (id: string, groupId: string, falsePositiveCategory: string): FalsePositive => ({ ...row({ id, groupId, text: `why does ${id} of ${groupId} fail` }), score: 0.9, falsePositiveCategory });
const FOUND = [...TRAIN_GROUPS.map((group, index) => falsePositive(`e${index}`, group, index < 8 ? 'Other' : 'Context')), ...OTHER_GROUPS.map((group, index) => falsePositive(`x${index}`, group, 'Other'))];
const TUNING = [...Array.from({ length: 12 }, (_, index) => row({ id: `b${index}` })), ...Array.from({ length: 4 }, (_, index) => row({ id: `m${index}`, label: 'malicious' }))];

let at: Bench;
beforeEach(async () => void (at = await bench()));
afterEach(() => at.close());

async function job(): Promise<AblationJob> {
  const inputs = await pilotInputs(at, { falsePositives: await at.table(FALSE_POSITIVE_COLUMNS, FOUND), tuning: await at.rows(TUNING) });
  return jobFor(at, { stage: 'ablation', parameters: PARAMETERS, inputs });
}

test('all arms share what is covered by category, the rows they are measured on, and what none covers', async () => {
  const { outputs, summary } = await inActivity(async () => chooseAblation(at.ports)(await job()));
  // Found are 12 and 4: of 5, 3.75 and 1.25.
  expect(summary).toEqual({ allocation: { Other: 4, Context: 1 }, covered: 5 });
  const evaluation = await at.read<Row>(outputs.evaluation);
  expect([evaluation.length, evaluation.filter(({ label }) => label === 'malicious').length]).toEqual([8, 2]);
  const heldOut = await at.read<Row>(outputs.heldOut);
  expect(heldOut).toHaveLength(8);
  expect(OTHER_GROUPS.filter((group) => heldOut.some(({ groupId }) => groupId === group)).length).toBeGreaterThan(0);
});

test('an arm learns from as many rows as asked, old ones filling up, and of a method alone only what that method made', async () => {
  const originals = TRAIN_GROUPS.map((groupId, index) => row({ id: `o${index}`, groupId, text: `old prompt number ${index} about ${groupId}` }));
  const covered = FOUND.slice(0, 2);
  const variations = [trainingRow({ id: 'v1', text: 'for what reason does that break', groupId: covered[0]!.groupId, origin: 'variation', sourceId: 'e0', method: 'synonyms' }), trainingRow({ id: 'v2', text: 'Hello, why does it fail at all?', groupId: covered[0]!.groupId, origin: 'variation', sourceId: 'e0', method: 'framing' })];
  const { lease } = await job();
  const inputs = { training: await at.rows(originals), tuning: await at.rows(TUNING), covered: await at.table(FALSE_POSITIVE_COLUMNS, covered) };
  const made = async (method?: string) => {
    const { outputs, summary } = await inActivity(async () => ablationTable(at.ports)({ lease, parameters: { seed, cuts, nearDuplicateJaccard, rows: 10, ...(method === undefined ? {} : { method }) }, inputs, variations: [await at.trainingRows(variations)] }));
    return { summary, rows: await at.read<TrainingRow>(outputs.train) };
  };
  const alone = await made('synonyms');
  expect(alone.summary).toEqual({ rows: 10, variations: 1 });
  expect(alone.rows.map(({ origin }) => origin).sort()).toEqual([...Array<string>(2).fill('false-positive'), ...Array<string>(7).fill('original'), 'variation']);
  expect((await made()).summary).toEqual({ rows: 10, variations: 2 });
  // What is old is the same in every arm, as far as it reaches.
  const old = (rows: readonly TrainingRow[]): string[] => rows.filter(({ origin }) => origin === 'original').map(({ id }) => id);
  expect(old(alone.rows)).toEqual(expect.arrayContaining(old((await made()).rows)));
});

test('measures every arm and says what could not be tried', async () => {
  const asked = await job();
  const evaluation = await at.rows(['b0', 'b1', 'b2', 'b3'].map((id) => row({ id })).concat(['m0', 'm1'].map((id) => row({ id, label: 'malicious' }))));
  const heldOut = await at.rows([row({ id: 'h' })]);
  const scores = async (b3: number, h: number) => ({ rows: 10, variations: 2, evaluation: await at.scores({ b0: 0.1, b1: 0.1, b2: 0.1, b3, m0: 0.8, m1: 0.9 }), heldOut: await at.scores({ h }) });
  const trained = [{ arm: CONTROL, seeds: [await scores(0.95, 0.9), await scores(0.95, 0.9)] }, { arm: { kind: 'method', method: 'synonyms', variations: 4 } as const, seeds: [await scores(0.2, 0.1), await scores(0.95, 0.1)] }];
  const championScores = [await at.scores({ b0: 0.6, b1: 0.1, b2: 0.1 }), await at.scores({ b3: 0.9, m0: 0.8, m1: 0.9 })];
  const { outputs, headline } = await inActivity(() => finishAblation(at.ports)({ ...asked, covered: 5, evaluation, heldOut, championScores, trained }));
  const report = await readJson<AblationReport>(at.ports, outputs.ablation);
  expect(report).toMatchObject({ covered: 5, rows: 10, seeds: 2, limit: 0.25, champion: { threshold: 0.5, falsePositives: { count: 2, n: 4 } }, unavailable: [{ method: 'paraphrase', reason: 'No provider was looked for.' }] });
  expect(report.arms.map(({ name, falsePositiveRate, heldOutFlagged }) => [name, falsePositiveRate, heldOutFlagged])).toEqual([['covered, no variations', 0.25, 1], ['synonyms × 4', 0.125, 0]]);
  expect(headline).toBe('2 arms × 2 seeds: false-positive rate 50.00 % now, 12.50 % at best (synonyms × 4)');
});
