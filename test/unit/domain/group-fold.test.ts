import { describe, expect, test } from '@jest/globals';
import { groupFold } from '../../../domain/group-fold.ts';
import type { FoldStream } from '../../../domain/group-fold.ts';
import { trainingSplit } from '../../../domain/splits.ts';

const groups = Array.from({ length: 10_000 }, (_, i) => `group-${i}`);
const streams: FoldStream[] = ['audit-fold', 'cross-validation-fold'];

// A stored audit is only reproducible while these stay as they are.
test.each([
  ['audit-fold', [1, 3, 1, 4, 3, 3, 0, 0]],
  ['cross-validation-fold', [3, 2, 2, 3, 4, 0, 2, 1]],
] as const)('%s: groups fall where they always fell', (stream, folds) => expect(groups.slice(0, 8).map((group) => groupFold(stream, group, 7, 5))).toEqual(folds));

describe.each(streams)('%s', (stream) => {
  test('folds are of about one size, and independent of the training splits', () => {
    const cuts = { trafficCertification: 0, trafficTuning: 0, attacksCertification: 0, train: 0.7, validation: 0.15 };
    for (let fold = 0; fold < 5; fold++) {
      const held = groups.filter((group) => groupFold(stream, group, 7, 5) === fold);
      expect(Math.abs(held.length / groups.length - 0.2)).toBeLessThan(0.015);
      expect(Math.abs(held.filter((group) => trainingSplit(group, 7, cuts) === 'train').length / held.length - 0.7)).toBeLessThan(0.03);
    }
  });

  test('another seed cuts otherwise', () => {
    const moved = groups.filter((group) => groupFold(stream, group, 7, 5) !== groupFold(stream, group, 8, 5));
    expect(Math.abs(moved.length / groups.length - 0.8)).toBeLessThan(0.02);
  });
});

test('the audit\'s folds say nothing about those of the cross-validation', () => {
  const same = groups.filter((group) => groupFold('audit-fold', group, 7, 5) === groupFold('cross-validation-fold', group, 7, 5));
  expect(Math.abs(same.length / groups.length - 0.2)).toBeLessThan(0.02);
});
