import { describe, expect, test } from '@jest/globals';
import type { CutSettings } from '../../../domain/profile.ts';
import { assertDisjointGroups, attackCut, trafficCut, trainingSplit } from '../../../domain/splits.ts';

const cuts: CutSettings = { trafficCertification: 0.3, trafficTuning: 0.2, attacksCertification: 0.5, train: 0.7, validation: 0.15 };
const groups = Array.from({ length: 20_000 }, (_, i) => `group-${i}`);

const shares = (sides: readonly string[]): Record<string, number> => {
  const counted: Record<string, number> = {};
  for (const side of sides) counted[side] = (counted[side] ?? 0) + 1 / sides.length;
  return counted;
};

describe('the cuts', () => {
  // A stored run is only reproducible while these stay as they are.
  test.each([
    ['group-1', 'mining', 'certification', 'train'],
    ['group-2', 'tuning', 'certification', 'test'],
    ['group-3', 'certification', 'tuning', 'train'],
    ['group-4', 'mining', 'tuning', 'validation'],
    ['é-7', 'tuning', 'certification', 'test'],
  ])('%s falls where it always fell', (groupId, traffic, attack, training) => {
    expect([trafficCut(groupId, 7, cuts), attackCut(groupId, 7, cuts), trainingSplit(groupId, 7, cuts)]).toEqual([traffic, attack, training]);
  });

  test('take about their shares (within 1.5 points of 20,000 groups)', () => {
    const near = (expected: Record<string, number>, actual: Record<string, number>): void => {
      expect(Object.keys(actual).sort()).toEqual(Object.keys(expected).sort());
      for (const [side, share] of Object.entries(expected)) expect(Math.abs(actual[side]! - share)).toBeLessThan(0.015);
    };
    near({ certification: 0.3, tuning: 0.2, mining: 0.5 }, shares(groups.map((group) => trafficCut(group, 7, cuts))));
    near({ certification: 0.5, tuning: 0.5 }, shares(groups.map((group) => attackCut(group, 7, cuts))));
    near({ train: 0.7, validation: 0.15, test: 0.15 }, shares(groups.map((group) => trainingSplit(group, 7, cuts))));
  });

  test('are independent of one another and of another seed', () => {
    const certified = groups.filter((group) => trafficCut(group, 7, cuts) === 'certification');
    const share = (test: (group: string) => boolean): number => certified.filter(test).length / certified.length;
    expect(Math.abs(share((group) => trainingSplit(group, 7, cuts) === 'train') - 0.7)).toBeLessThan(0.025);
    expect(Math.abs(share((group) => attackCut(group, 7, cuts) === 'certification') - 0.5)).toBeLessThan(0.025);
    expect(Math.abs(share((group) => trafficCut(group, 8, cuts) === 'certification') - 0.3)).toBeLessThan(0.025);
  });

  test('growing certification keeps the groups that were in it', () => {
    const larger = { ...cuts, trafficCertification: 0.4 };
    for (const group of groups.slice(0, 500)) {
      if (trafficCut(group, 7, cuts) === 'certification') expect(trafficCut(group, 7, larger)).toBe('certification');
    }
  });

  test('a share of 0 stays empty, and shares of 1 leave no rest', () => {
    const all = { ...cuts, trafficCertification: 0, trafficTuning: 1, attacksCertification: 1, train: 0.7, validation: 0.3 };
    const some = groups.slice(0, 500);
    expect(new Set(some.map((group) => trafficCut(group, 7, all)))).toEqual(new Set(['tuning']));
    expect(new Set(some.map((group) => attackCut(group, 7, all)))).toEqual(new Set(['certification']));
    expect(some.map((group) => trainingSplit(group, 7, all))).not.toContain('test');
  });

  test('refuse impossible shares by name', () => {
    expect(() => trafficCut('g', 7, { ...cuts, trafficTuning: 1.2 })).toThrow(/^cuts.trafficTuning: 1.2 is not valid/);
    expect(() => attackCut('g', 7, { ...cuts, attacksCertification: Number.NaN })).toThrow(/^cuts.attacksCertification/);
    expect(() => trainingSplit('g', 7, { ...cuts, train: 0.9, validation: 0.2 })).toThrow(/add up to 1.1/);
  });
});

describe('assertDisjointGroups', () => {
  const rows = (...ids: string[]): { groupId: string }[] => ids.map((groupId) => ({ groupId }));

  test('accepts groups with many rows on one side', () => {
    expect(() => assertDisjointGroups({ train: rows('a', 'a', 'b'), validation: rows('c', 'c'), test: [] })).not.toThrow();
  });

  test('names the group and both sides of a leak', () => {
    expect(() => assertDisjointGroups({ train: rows('a', 'b'), validation: rows('c'), test: rows('d', 'b') })).toThrow(
      expect.objectContaining({ code: 'HONE_LEAK', message: expect.stringContaining('group "b" is in both train and test') }),
    );
  });
});
