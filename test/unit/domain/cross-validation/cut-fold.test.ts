import { describe, expect, test } from '@jest/globals';
import { cutFold } from '../../../../domain/cross-validation/cut-fold.ts';
import { groupFold } from '../../../../domain/group-fold.ts';
import { rng } from '../../../../domain/rng.ts';
import type { RowOrigin, TrainingRow } from '../../../../domain/row.ts';
import { trainingRow } from '../../../support/stage-bench.ts';

/** Groups of one to four rows, a third of them attacks; made and mined rows in `train` only. */
function trainingSet(seed: number, groups: number): { train: TrainingRow[]; validation: TrainingRow[] } {
  const random = rng('cut-fold-test', seed);
  const rows = Array.from({ length: groups }, (_, group) => {
    const label = random.below(3) === 0 ? ('malicious' as const) : ('benign' as const);
    const split = random.below(5) === 0 ? 'validation' : 'train';
    return Array.from({ length: 1 + random.below(4) }, (_, member) => {
      const origin = split === 'train' && member > 0 ? random.pick<RowOrigin>(['original', 'variation', 'false-positive', 'hard-negative']) : 'original';
      return { split, row: trainingRow({ id: `g${group}-${member}`, groupId: `g${group}`, label, origin }) };
    });
  }).flat();
  return { train: rows.filter(({ split }) => split === 'train').map(({ row }) => row), validation: rows.filter(({ split }) => split === 'validation').map(({ row }) => row) };
}

const ids = (rows: readonly TrainingRow[]): string[] => rows.map(({ id }) => id).sort();
const groupsOf = (rows: readonly TrainingRow[]): Set<string> => new Set(rows.map(({ groupId }) => groupId));

describe.each([[1, 2], [2, 3], [3, 5], [4, 5], [5, 10], [6, 20]])('with seed %i, %i folds', (seed, folds) => {
  const set = trainingSet(seed, 600);
  const foldOf = ({ groupId }: TrainingRow): number => groupFold('cross-validation-fold', groupId, seed, folds);
  const tables = Array.from({ length: folds }, (_, fold) => cutFold(set, fold, { folds, foldOf }));

  test('hold every original row once, and no other', () => {
    const originals = [...set.train, ...set.validation].filter(({ origin }) => origin === 'original');
    expect(tables.flatMap(({ held }) => ids(held)).sort()).toEqual(ids(originals));
  });

  test('learn from every row of the other folds\' groups, made and mined ones too, and from none of their own', () => {
    for (const [fold, { train, validation, held }] of tables.entries()) {
      const own = new Set([...set.train, ...set.validation].filter((row) => foldOf(row) === fold).map(({ groupId }) => groupId));
      expect(ids(train)).toEqual(ids(set.train.filter(({ groupId }) => !own.has(groupId))));
      expect(ids(validation)).toEqual(ids(set.validation.filter(({ groupId }) => !own.has(groupId))));
      expect([...groupsOf(held)].filter((group) => groupsOf([...train, ...validation]).has(group))).toEqual([]);
    }
    const learned = tables.flatMap(({ train }) => train).length;
    expect(learned).toBe(set.train.length * (folds - 1));
  });

  test('learn from at most so many rows, the first ones, with the classes in their proportion', () => {
    const { train, held } = cutFold(set, 0, { folds, foldOf, rowsPerFold: 60 });
    const share = (rows: readonly TrainingRow[]): number => rows.filter(({ label }) => label === 'malicious').length / rows.length;
    expect(train).toHaveLength(60);
    expect(Math.abs(share(train) - share(tables[0]!.train))).toBeLessThan(1 / 60);
    const benign = tables[0]!.train.filter(({ label }) => label === 'benign');
    expect(ids(train.filter(({ label }) => label === 'benign'))).toEqual(ids(benign.slice(0, train.filter(({ label }) => label === 'benign').length)));
    expect(held).toEqual(tables[0]!.held);
  });
});

describe('refuses a fold', () => {
  const set = trainingSet(1, 200);
  const attacks = ({ label }: TrainingRow): boolean => label === 'malicious';

  test('with nothing of one class to be measured on', () => expect(() => cutFold(set, 0, { folds: 2, foldOf: (row) => (attacks(row) || row.id.length % 2 ? 1 : 0) })).toThrow('folds: 2 is not valid. Fold 1 has no malicious row to be measured on. Write fewer folds, or 0 for no cross-validation.'));

  test('with nothing of one class to place its threshold on', () =>
    expect(() => cutFold({ ...set, validation: set.validation.filter(attacks) }, 0, { folds: 2, foldOf: ({ id }) => id.length % 2 })).toThrow('Fold 1 has no benign row to place its threshold on.'));

  test('with nothing of one class to learn from', () => expect(() => cutFold({ ...set, train: set.train.filter(attacks) }, 0, { folds: 2, foldOf: ({ id }) => id.length % 2 })).toThrow('Fold 1 has no benign row to learn from.'));
});

test('a contrast pair of which a row is held out, or is one too many, is learned from in no half', () => {
  const pair = (name: string, groups: readonly [string, string]): TrainingRow[] => (['benign', 'malicious'] as const).map((label, index) => trainingRow({ id: `${name}-${label}`, groupId: groups[index]!, label, origin: 'contrast-pair' }));
  const originals = ['g0', 'g1', 'g2', 'g3'].flatMap((groupId) => (['benign', 'malicious'] as const).map((label) => trainingRow({ id: `${groupId}-${label}`, groupId, label })));
  const train = [...originals, ...pair('apart', ['g0', 'g1']), ...pair('whole', ['g1', 'g3'])];
  const foldOf = ({ groupId }: TrainingRow): number => Number(groupId.slice(1)) % 2;
  const validation = originals.slice(0, 4).map((row) => ({ ...row, id: `v-${row.id}` }));
  const learned = (fold: number, rowsPerFold?: number): string[] => ids(cutFold({ train, validation }, fold, { folds: 2, foldOf, ...(rowsPerFold !== undefined && { rowsPerFold }) }).train).filter((id) => /apart|whole/.test(id));
  expect(learned(0)).toEqual(['whole-benign', 'whole-malicious']);
  expect(learned(1)).toEqual([]);
});
