import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readJson } from '../../../activities/engine/artifacts.ts';
import type { FalsePositive } from '../../../activities/engine/false-positives.ts';
import { finishLoso } from '../../../activities/loso.ts';
import type { LosoJob } from '../../../activities/loso.ts';
import { chooseRotations } from '../../../activities/loso/choose-rotations.ts';
import { leaveOut } from '../../../activities/loso/leave-out.ts';
import { rotationFalsePositives } from '../../../activities/loso/rotation-false-positives.ts';
import type { LosoReport } from '../../../domain/loso/loso-report.ts';
import type { Row } from '../../../domain/row.ts';
import { trainingSplit } from '../../../domain/splits.ts';
import { bench, groupsWhere, inActivity, jobFor, row } from '../../support/stage-bench.ts';
import type { Bench } from '../../support/stage-bench.ts';
import { PILOT_PARAMETERS } from './pilot-job.ts';

const { seed, cuts, nearDuplicateJaccard, augmentation, model, train } = PILOT_PARAMETERS;
const ROTATION = { name: 'one', benign: ['chat'], malicious: ['wild'] };
const PARAMETERS = { seed, cuts, loso: { rotations: [ROTATION], poolRows: 6, evaluationRows: 3 }, recipes: [], limit: 0.008, deployed: 0.5, augmentation, nearDuplicateJaccard, model, bootstrap: train };
const TRAINING = [row({ id: 't1', source: 'bank' }), row({ id: 't2', source: 'wild', label: 'malicious' }), row({ id: 't4', source: 'wild', label: 'malicious' }), row({ id: 't3', source: 'deep', label: 'malicious' })];
const POOL = [...Array.from({ length: 9 }, (_, index) => row({ id: `p${index}`, source: 'bank' })), ...Array.from({ length: 5 }, (_, index) => row({ id: `c${index}`, source: 'chat' }))];
const TUNING = [...Array.from({ length: 5 }, (_, index) => row({ id: `u${index}`, source: 'bank' })), row({ id: 'd', source: 'deep', label: 'malicious' })];

let at: Bench;
beforeEach(async () => void (at = await bench()));
afterEach(() => at.close());

async function job(): Promise<LosoJob> {
  return jobFor(at, { stage: 'loso', parameters: PARAMETERS, inputs: { training: await at.rows(TRAINING), mining: await at.rows(POOL), tuning: await at.rows(TUNING) } });
}

test('the rotations of the profile, when their sources are there', async () => {
  expect((await inActivity(async () => chooseRotations(at.ports)(await job()))).summary).toEqual({ rotations: [ROTATION] });
  const wrong = await job();
  const misspelt = { ...wrong, request: { ...wrong.request, parameters: { ...PARAMETERS, loso: { ...PARAMETERS.loso, rotations: [{ ...ROTATION, malicious: ['wlid'] }] } } } };
  await expect(inActivity(() => chooseRotations(at.ports)(misspelt))).rejects.toThrow('"wlid" is not valid. Write sources that have rows there: deep, wild.');
});

test('a rotation learns without its sources, and measures at most as many rows of each label as asked', async () => {
  const { lease, request: { inputs } } = await job();
  const { outputs, summary } = await inActivity(() => leaveOut(at.ports)({ lease, parameters: { seed, poolRows: 6, evaluationRows: 3, benign: ['chat'], malicious: ['wild'] }, inputs }));
  expect(summary).toEqual({ learned: 2 });
  expect((await at.read<Row>(outputs.training)).map(({ id }) => id)).toEqual(['t1', 't3']);
  const pool = await at.read<Row>(outputs.pool);
  expect([pool.length, new Set(pool.map(({ source }) => source))]).toEqual([6, new Set(['bank'])]);
  const evaluation = await at.read<Row>(outputs.evaluation);
  expect(evaluation.map(({ source, label }) => `${label} ${source}`).sort()).toEqual([...Array<string>(3).fill('benign bank'), ...Array<string>(3).fill('benign chat'), 'malicious deep', 'malicious wild', 'malicious wild']);
});

test.each([
  ['of which one group is measured', TRAINING.filter(({ id }) => id !== 't4'), TUNING, 'loso.rotations: malicious: ["wild"] is not valid. Leave out sources with rows of at least two groups: fewer leave no interval.'],
  ['with which all attacks go that teach', TRAINING.filter(({ id }) => id !== 't3'), TUNING, 'loso.rotations: malicious: ["wild"] is not valid. No malicious row is left to learn from: leave out less.'],
  ['that leaves no attack to tune on', TRAINING, TUNING.filter(({ id }) => id !== 'd'), 'loso.rotations: malicious: ["wild"] is not valid. No malicious row is left in the tuning slice to place a threshold by: leave out less.'],
])('a rotation %s is refused before anything is trained', async (_what, training, tuning, message) => {
  const { lease } = await job();
  const inputs = { training: await at.rows(training), mining: await at.rows(POOL), tuning: await at.rows(tuning) };
  await expect(inActivity(() => leaveOut(at.ports)({ lease, parameters: { seed, poolRows: 6, evaluationRows: 3, benign: ['chat'], malicious: ['wild'] }, inputs }))).rejects.toThrow(message);
});

test('false positives of a rotation, one for each group, and how many may be trained on', async () => {
  const [inTrain] = groupsWhere((group) => trainingSplit(group, seed, cuts) === 'train', 1);
  const [elsewhere] = groupsWhere((group) => trainingSplit(group, seed, cuts) !== 'train', 1, 'x');
  const pool = [row({ id: 'a', groupId: inTrain! }), row({ id: 'b', groupId: inTrain! }), row({ id: 'c', groupId: elsewhere! }), row({ id: 'd' })];
  const { lease } = await job();
  const scores = await at.scores({ a: 0.9, b: 0.8, c: 0.5, d: 0.49 });
  const inputs = { pool: await at.rows(pool), scores };
  const { outputs, summary } = await inActivity(() => rotationFalsePositives(at.ports)({ lease, parameters: { seed, cuts, deployed: 0.5 }, inputs }));
  expect(summary).toEqual({ found: 2, coverable: 1 });
  const found = await at.read<FalsePositive>(outputs.falsePositives);
  expect(found.map(({ groupId, falsePositiveCategory }) => [groupId, falsePositiveCategory])).toEqual([[inTrain, 'all'], [elsewhere, 'all']]);
});

test('measures unseen and tuning rows apart, told by source and label', async () => {
  const evaluation = await at.rows([row({ id: 'c0', source: 'chat' }), row({ id: 'c1', source: 'chat' }), row({ id: 'w0', source: 'wild', label: 'malicious' }), row({ id: 'w1', source: 'wild', label: 'malicious' }), row({ id: 'u0', source: 'bank' }), row({ id: 'u1', source: 'bank' }), row({ id: 'd0', source: 'deep', label: 'malicious' })]);
  const champion = await at.scores({ c0: 0.1, c1: 0.9, w0: 0.6, w1: 0.7, u0: 0.1, u1: 0.2, d0: 0.9 });
  const scores = await at.scores({ c0: 0.1, c1: 0.2, w0: 0.6, w1: 0.7, u0: 0.1, u1: 0.2, d0: 0.9 });
  const trained = [{ rotation: ROTATION, learned: 2, falsePositives: 1, evaluation, champion, recipes: [{ name: 'the profile', trainedRows: 3, scores }] }];
  const asked = await job();
  const { outputs, headline } = await inActivity(() => finishLoso(at.ports)({ ...asked, trained }));
  const report = await readJson<LosoReport>(at.ports, outputs.loso);
  expect(report.rotations[0]).toMatchObject({ name: 'one', learned: 2, championRate: 0, rows: { unseenBenign: 2, unseenAttacks: 2, tuningBenign: 2, tuningAttacks: 1 }, champion: { auc: 0.5 }, recipes: [{ auc: 1 }] });
  expect(headline).toBe('1 rotations × 1 recipes; none holds on unseen sources');
});
