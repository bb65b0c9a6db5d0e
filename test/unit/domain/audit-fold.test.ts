import { expect, test } from '@jest/globals';
import { auditFold } from '../../../domain/audit-fold.ts';
import { trainingSplit } from '../../../domain/splits.ts';

const groups = Array.from({ length: 10_000 }, (_, i) => `group-${i}`);

// A stored audit is only reproducible while these stay as they are.
test('groups fall where they always fell', () => expect(groups.slice(0, 8).map((group) => auditFold(group, 7, 5))).toEqual([1, 3, 1, 4, 3, 3, 0, 0]));

test('folds are of about one size, and independent of the training splits', () => {
  const cuts = { trafficCertification: 0, trafficTuning: 0, attacksCertification: 0, train: 0.7, validation: 0.15 };
  for (let fold = 0; fold < 5; fold++) {
    const held = groups.filter((group) => auditFold(group, 7, 5) === fold);
    expect(Math.abs(held.length / groups.length - 0.2)).toBeLessThan(0.015);
    expect(Math.abs(held.filter((group) => trainingSplit(group, 7, cuts) === 'train').length / held.length - 0.7)).toBeLessThan(0.03);
  }
});
