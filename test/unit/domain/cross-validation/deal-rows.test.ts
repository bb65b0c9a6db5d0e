import { describe, expect, test } from '@jest/globals';
import { dealRows, validationByRows } from '../../../../domain/cross-validation/deal-rows.ts';
import type { TrainingRow } from '../../../../domain/row.ts';
import { trainingRow } from '../../../support/stage-bench.ts';

/** 400 groups of two original rows, of which the first gives the group its id, each with a variation. */
const ROWS: TrainingRow[] = Array.from({ length: 400 }, (_, group) => [
  trainingRow({ id: `a${group}`, groupId: `a${group}` }),
  trainingRow({ id: `b${group}`, groupId: `a${group}` }),
  trainingRow({ id: `v${group}`, groupId: `a${group}`, origin: 'variation' }),
]).flat();

describe('dealRows', () => {
  const [byGroups, byRows] = [dealRows(ROWS, 'groups', 7, 4), dealRows(ROWS, 'rows', 7, 4)];

  test('by groups, keeps a group together', () => expect(ROWS.filter((row) => byGroups(row) !== byGroups({ ...row, id: 'other' }))).toEqual([]));

  test('by rows, deals each by itself, but for the one that its group is named after', () => {
    const same = (prefix: string): number => ROWS.filter(({ id }) => id.startsWith(prefix)).filter((row) => byRows(row) === byGroups(row)).length;
    expect(same('a')).toBe(400);
    for (const prefix of ['b', 'v']) expect(Math.abs(same(prefix) - 100)).toBeLessThan(30);
  });

  test.each(['groups', 'rows'] as const)('by %s, keeps a contrast pair together', (split) => {
    const pairs = Array.from({ length: 50 }, (_, pair) => (['benign', 'malicious'] as const).map((label) => trainingRow({ id: `p${pair}-${label}`, groupId: `p${pair}-${label}`, label, origin: 'contrast-pair' })));
    const foldOf = dealRows(pairs.flat(), split, 7, 4);
    expect(pairs.filter(([benign, malicious]) => foldOf(benign!) !== foldOf(malicious!))).toEqual([]);
    expect(new Set(pairs.map(([benign]) => foldOf(benign!))).size).toBe(4);
  });
});

describe('validationByRows', () => {
  const own = { train: ROWS.filter(({ groupId }) => Number(groupId.slice(1)) >= 100), validation: ROWS.filter(({ groupId, origin }) => Number(groupId.slice(1)) < 100 && origin === 'original') };
  const { train, validation } = validationByRows(own, 7);

  test('draws about as many original rows as there were, and no other', () => {
    expect(Math.abs(validation.length - own.validation.length)).toBeLessThan(40);
    expect(validation.every(({ origin }) => origin === 'original')).toBe(true);
    expect([...train, ...validation].map(({ id }) => id).sort()).toEqual([...own.train, ...own.validation].map(({ id }) => id).sort());
  });

  test('leaves relatives on both sides', () => {
    const learned = new Set(train.map(({ groupId }) => groupId));
    expect(validation.filter(({ groupId }) => learned.has(groupId)).length).toBeGreaterThan(validation.length / 2);
  });
});
