import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { cutCrossValidation, finishCrossValidation } from '../../../activities/cross-validate.ts';
import type { CrossValidateJob, CrossValidateParameters, TrainedFold } from '../../../activities/cross-validate.ts';
import type { FoldOutput } from '../../../activities/engine/put-folds.ts';
import type { FoldSplit } from '../../../domain/cross-validation/deal-rows.ts';
import type { CrossValidation } from '../../../domain/cross-validation/cross-validation.ts';
import { groupFold } from '../../../domain/group-fold.ts';
import { readJson } from '../../../activities/engine/artifacts.ts';
import type { TrainingRow } from '../../../domain/row.ts';
import sample from '../../../profiles/sample.json' with { type: 'json' };
import { parseProfile } from '../../../schemas/profile.ts';
import { bench, groupsWhere, inActivity, jobFor, row, trainingRow } from '../../support/stage-bench.ts';
import type { Bench } from '../../support/stage-bench.ts';

const { train, model } = parseProfile(sample);
const PARAMETERS: CrossValidateParameters = { folds: 3, seed: 7, limit: 0.5, model, train };

/** 60 groups: an original row each and, of two in three, a variation of it; every fifth is validation and has none. */
const label = (group: number): TrainingRow['label'] => (group % 2 === 0 ? 'malicious' : 'benign');
const VALIDATION = Array.from({ length: 60 }, (_, group) => group).filter((group) => group % 5 === 0).map((group) => trainingRow({ id: `o-${group}`, groupId: `g${group}`, label: label(group / 5) }));
const TRAIN = Array.from({ length: 60 }, (_, group) => group).filter((group) => group % 5 !== 0).flatMap((group) => [
  trainingRow({ id: `o-${group}`, groupId: `g${group}`, label: label(group) }),
  ...(group % 3 === 0 ? [] : [trainingRow({ id: `v-${group}`, groupId: `g${group}`, label: label(group), origin: 'variation', sourceId: `o-${group}`, method: 'synonyms' })]),
]);

let at: Bench;
beforeEach(async () => void (at = await bench()));
afterEach(() => at.close());

async function jobOf(parameters: Partial<CrossValidateParameters> = {}, rows = { train: TRAIN, validation: VALIDATION }): Promise<CrossValidateJob> {
  const inputs = { train: await at.trainingRows(rows.train), validation: await at.trainingRows(rows.validation), tuning: await at.rows([row({ id: 't' })]) };
  return jobFor(at, { stage: 'cross-validate', parameters: { ...PARAMETERS, ...parameters }, inputs });
}

async function cut(parameters: Partial<CrossValidateParameters> = {}, rows?: { train: TrainingRow[]; validation: TrainingRow[] }, split?: FoldSplit): Promise<Record<FoldOutput, TrainingRow[]>> {
  const job = await jobOf(parameters, rows);
  const { outputs } = await inActivity(() => cutCrossValidation(at.ports)({ ...job, ...(split && { split }) }));
  return Object.fromEntries(await Promise.all(Object.entries(outputs).map(async ([name, ref]) => [name, await at.read<TrainingRow>(ref)]))) as Record<FoldOutput, TrainingRow[]>;
}

const ids = (rows: readonly TrainingRow[]): string[] => rows.map(({ id }) => id).sort();

describe('cutCrossValidation', () => {
  test('holds out the original rows of each fold, and keeps origin and source of what is learned from', async () => {
    const tables = await cut();
    expect(Object.keys(tables)).toHaveLength(9);
    const held = [0, 1, 2].flatMap((fold) => tables[`held-${fold}`]!);
    expect(ids(held)).toEqual(ids([...TRAIN, ...VALIDATION].filter(({ origin }) => origin === 'original')));
    for (const fold of [0, 1, 2]) {
      expect(tables[`held-${fold}`]!.every(({ groupId }) => groupFold('cross-validation-fold', groupId, 7, 3) === fold)).toBe(true);
      expect(ids(tables[`train-${fold}`]!)).toEqual(ids(TRAIN.filter(({ groupId }) => groupFold('cross-validation-fold', groupId, 7, 3) !== fold)));
    }
    expect(tables['train-0']!.find(({ id }) => id.startsWith('v-'))).toMatchObject({ origin: 'variation', method: 'synonyms' });
  });

  test('by rows, holds the same rows out one by one, and learns from their relatives', async () => {
    const [byGroups, byRows] = [await cut(), await cut({}, undefined, 'rows')];
    const heldOf = (tables: Record<FoldOutput, TrainingRow[]>): TrainingRow[][] => [0, 1, 2].map((fold) => tables[`held-${fold}`]!);
    expect(ids(heldOf(byRows).flat())).toEqual(ids(heldOf(byGroups).flat()));
    const learnedRelatives = [0, 1, 2].map((fold) => {
      const learned = new Set(byRows[`train-${fold}`]!.map(({ groupId }) => groupId));
      return byRows[`held-${fold}`]!.filter(({ groupId }) => learned.has(groupId)).length;
    });
    // 32 groups have a variation; with three folds two in three of these are learned from.
    expect(learnedRelatives.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(12);
    for (const fold of [0, 1, 2]) expect(ids(byRows[`train-${fold}`]!).filter((id) => ids(byRows[`held-${fold}`]!).includes(id))).toEqual([]);
  });

  test.each(['groups', 'rows'] as const)('by %s, keeps contrast pairs whole: each is left out by one fold', async (split) => {
    // The rows of a pair differ in more than near-duplicates do, so they are of two groups.
    const pairs = Array.from({ length: 40 }, (_, pair) => (['benign', 'malicious'] as const).map((each) => trainingRow({ id: `p${pair}-${each}`, groupId: `p${pair}-${each}`, label: each, origin: 'contrast-pair' }))).flat();
    const tables = await cut({}, { train: [...TRAIN, ...pairs], validation: VALIDATION }, split);
    const learned = [0, 1, 2].map((fold) => tables[`train-${fold}`]!.filter(({ origin }) => origin === 'contrast-pair').length);
    expect(learned.reduce((sum, count) => sum + count, 0)).toBe(2 * pairs.length);
  });

  test('learns from a fixed sample where rowsPerFold says so, whatever the order of the data', async () => {
    const first = await cut({ rowsPerFold: 20 });
    expect(first['train-1']).toHaveLength(20);
    at = await bench();
    expect(await cut({ rowsPerFold: 20 }, { train: TRAIN.toReversed(), validation: VALIDATION.toReversed() })).toEqual(first);
  });

  test('is made once for other settings of the training, and again for another number of folds', async () => {
    const asked = async (parameters: Partial<CrossValidateParameters>) => {
      const job = await jobOf(parameters);
      return (await inActivity(() => cutCrossValidation(at.ports)(job))).key;
    };
    const key = await asked({});
    expect(await asked({ train: { ...train, epochs: 9 }, limit: 0.1 })).toBe(key);
    expect(await asked({ folds: 4 })).not.toBe(key);
    const job = await jobOf();
    expect((await inActivity(() => cutCrossValidation(at.ports)({ ...job, split: 'rows' }))).key).not.toBe(key);
  });

  test('refuses a premium of weights that learned the rows before, whatever the profile said', async () => {
    const job = await jobOf({ leakagePremium: true });
    expect(train.startFrom).toBe('champion');
    await expect(inActivity(() => cutCrossValidation(at.ports)(job))).rejects.toMatchObject({ code: 'HONE_INVALID_INPUT', message: expect.stringContaining('crossValidation.leakagePremium: true is not valid.') });
  });

  test('refuses folds that lack a class before anything is trained', async () => {
    const groups = groupsWhere((group) => groupFold('cross-validation-fold', group, 7, 3) !== 1, 12);
    const rows = groups.map((group, index) => trainingRow({ id: group, label: label(index) }));
    await expect(cut({}, { train: rows, validation: VALIDATION.slice(0, 0) })).rejects.toMatchObject({ code: 'HONE_INVALID_INPUT', message: expect.stringContaining('folds: 3 is not valid. Fold 1 has no benign row to place its threshold on.') });
  });
});

describe('finishCrossValidation', () => {
  async function trained(fold: number, validation: Readonly<Record<string, number>>, held: Readonly<Record<string, number>>): Promise<TrainedFold> {
    const table = (scores: Readonly<Record<string, number>>) => at.trainingRows(Object.keys(scores).map((id) => trainingRow({ id, label: id.startsWith('m') ? 'malicious' : 'benign' })));
    return { fold, train: await at.trainingRows(TRAIN), validation: await table(validation), held: await table(held), scores: { validation: await at.scores(validation), held: await at.scores(held) } };
  }

  test('measures each fold with its own scores, and says so in a line', async () => {
    const job = await jobOf({ folds: 2, rowsPerFold: 500 });
    const folds = [await trained(0, { b1: 0.3, b2: 0.2, m1: 0.9 }, { b3: 0.1, m3: 0.9, m4: 0.05 }), await trained(1, { b3: 0.7, b4: 0.6, m3: 0.9 }, { b1: 0.1, m1: 0.8, m2: 0.9 })];
    const { outputs, summary, headline } = await inActivity(() => finishCrossValidation(at.ports)({ ...job, trained: folds }));
    const report = await readJson<CrossValidation>(at.ports, outputs.crossValidation);
    expect(report).toMatchObject({ schema: 1, limit: 0.5, rowsPerFold: 500, startFrom: train.startFrom, pooled: { recall: { count: 3, n: 4 }, falsePositives: { count: 0, n: 2 } } });
    expect(report.folds).toMatchObject([
      { fold: 1, learnedRows: TRAIN.length, validationRows: 3, rocAuc: 0.5, recall: { count: 1, n: 2 } },
      { fold: 2, rocAuc: 1, recall: { count: 2, n: 2 } },
    ]);
    expect(report.folds.map(({ threshold }) => threshold.toFixed(6))).toEqual(['0.200000', '0.600000']);
    expect([summary, headline]).toEqual([{ folds: 2 }, '2 folds: recall 75.0 % ± 35.4 % at thresholds placed for 50.0 % false positives, ROC-AUC 0.7500 ± 0.3536']);
  });

  test('tells the leakage premium of folds that were cut by rows', async () => {
    const job = await jobOf({ folds: 2, startFrom: 'base', leakagePremium: true });
    const validation = { b1: 0.3, b2: 0.2, m1: 0.9 };
    const byGroups = [await trained(0, validation, { b3: 0.1, m3: 0.9, m4: 0.05 }), await trained(1, validation, { b5: 0.1, m5: 0.8 })];
    const byRows = [await trained(0, validation, { b3: 0.1, m5: 0.9 }), await trained(1, validation, { b5: 0.1, m3: 0.8, m4: 0.9 })];
    byRows[1] = { ...byRows[1]!, train: await at.trainingRows([trainingRow({ id: 'v4', groupId: 'm4', label: 'malicious', origin: 'variation' })]) };
    const { outputs, headline } = await inActivity(() => finishCrossValidation(at.ports)({ ...job, trained: byGroups, trainedByRows: byRows }));
    const { leakage } = await readJson<CrossValidation>(at.ports, outputs.crossValidation);
    expect(leakage).toMatchObject({ all: { recall: { groups: 3, byGroups: 2 / 3, byRows: 1 } }, related: { recall: { groups: 1, byGroups: 0, byRows: 1 }, falsePositiveRate: null }, folds: [{ fold: 1 }, { fold: 2 }] });
    expect(headline).toContain('; split by rows, recall would look +33.3 points different');
    const plain = await inActivity(() => finishCrossValidation(at.ports)({ ...job, request: { ...job.request, parameters: { ...job.request.parameters, limit: 0.4 } }, trained: byGroups }));
    expect(await readJson(at.ports, plain.outputs.crossValidation)).not.toHaveProperty('leakage');
  });
});
