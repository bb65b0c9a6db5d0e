import { describe, expect, test } from '@jest/globals';
import { rng } from '../../../../domain/rng.ts';
import { aucDifference } from '../../../../domain/statistics/auc-difference.ts';
import type { RankedRow } from '../../../../domain/statistics/auc-difference.ts';
import { rocAuc } from '../../../../domain/statistics/ranking.ts';

const row = (label: RankedRow['label'], champion: number, challenger: number, groupId: string): RankedRow => ({ label, champion, challenger, groupId });

// Worked by hand. Placements of the champion: attacks 1 and 1/2, benign 1/2 and 1; of the challenger 1 everywhere. The differences 0, 1/2
// and 1/2, 0 have a variance of 1/8 each, so the estimate's is 1/16 + 1/16.
const ROWS = [row('malicious', 0.9, 0.8, 'a'), row('malicious', 0.4, 0.6, 'b'), row('benign', 0.5, 0.2, 'c'), row('benign', 0.1, 0.3, 'd')];
const HALF = 1.959964 * Math.sqrt(1 / 8);

describe('aucDifference', () => {
  test('is the hand-worked interval of DeLong where each row is a group', () => {
    const { champion, challenger, difference } = aucDifference(ROWS)!;
    expect([champion, challenger, difference.estimate]).toEqual([0.75, 1, 0.25]);
    expect(difference.low).toBeCloseTo(0.25 - HALF, 5);
    expect(difference.high).toBeCloseTo(0.25 + HALF, 5);
  });

  test('lets an attack and a benign prompt of one group vary together', () => {
    // Deviations of a group: -1/4 and -1/4, 1/4 and 1/4; their products double what the two variances add.
    const paired = ROWS.map((each, index) => ({ ...each, groupId: index === 0 || index === 3 ? 'x' : 'y' }));
    expect(aucDifference(paired)!.difference.low).toBeCloseTo(0.25 - Math.SQRT2 * HALF, 5);
  });

  test('is all there is where the groups of each class agree: nothing tells how much others would vary', () => {
    const paired = ROWS.map((each, index) => ({ ...each, groupId: index % 2 === 0 ? 'x' : 'y' }));
    expect(aucDifference(paired)!.difference).toEqual({ estimate: 0.25, low: -1, high: 1 });
    const reversed = ROWS.map(({ label, groupId }) => row(label, label === 'benign' ? 1 : 0, label === 'benign' ? 0 : 1, groupId));
    expect(aucDifference(reversed)!.difference).toEqual({ estimate: 1, low: -1, high: 1 });
  });

  test('counts siblings as one draw: copies in the same group tell nothing new, copies in groups of their own do', () => {
    const width = (rows: readonly RankedRow[]): number => aucDifference(rows)!.difference.high - aucDifference(rows)!.difference.low;
    const random = rng('auc-difference', 1);
    const rows = Array.from({ length: 60 }, (_, index) => row(index % 2 ? 'benign' : 'malicious', random.next(), random.next(), `g${index}`));
    const copies = (group: (groupId: string) => string): RankedRow[] => [...rows, ...rows.map((each) => ({ ...each, groupId: group(each.groupId) }))];
    expect(width(copies((groupId) => groupId))).toBeCloseTo(width(rows), 12);
    expect(width(copies((groupId) => `${groupId}-copy`))).toBeCloseTo(width(rows) * Math.sqrt(29 / 59), 6);
  });

  test('has the areas that rocAuc has, ties included', () => {
    const random = rng('auc-difference', 2);
    const score = (): number => Math.round(10 * random.next()) / 10;
    const rows = Array.from({ length: 200 }, (_, index) => row(index % 3 ? 'benign' : 'malicious', score(), score(), `g${index}`));
    const of = (label: string, who: 'champion' | 'challenger'): number[] => rows.filter((each) => each.label === label).map((each) => each[who]);
    const { champion, challenger, difference } = aucDifference(rows)!;
    expect(champion).toBeCloseTo(rocAuc(of('benign', 'champion'), of('malicious', 'champion')), 12);
    expect(challenger).toBeCloseTo(rocAuc(of('benign', 'challenger'), of('malicious', 'challenger')), 12);
    expect(difference.estimate).toBeCloseTo(challenger - champion, 12);
  });

  test('covers the true difference in about 19 of 20 samples of groups of four, where plain rows would not', () => {
    let [covered, coveredAsRows] = [0, 0];
    for (let sample = 0; sample < 400; sample++) {
      const random = rng('auc-coverage', sample);
      // Both models are equally good and see the same group effect with opposite signs: the true difference is 0.
      const rows = Array.from({ length: 40 }, (_, group) => {
        const effect = random.next() - 0.5;
        const label = group % 2 ? 'benign' : 'malicious';
        const base = label === 'malicious' ? 0.55 : 0.45;
        return Array.from({ length: 4 }, () => row(label, base + 0.3 * effect + 0.1 * (random.next() - 0.5), base - 0.3 * effect + 0.1 * (random.next() - 0.5), `g${group}`));
      }).flat();
      const holdsZero = (of: readonly RankedRow[]): boolean => {
        const { low, high } = aucDifference(of)!.difference;
        return low <= 0 && high >= 0;
      };
      if (holdsZero(rows)) covered++;
      if (holdsZero(rows.map((each, index) => ({ ...each, groupId: `r${index}` })))) coveredAsRows++;
    }
    expect(covered / 400).toBeGreaterThan(0.91);
    expect(covered / 400).toBeLessThan(0.985);
    expect(coveredAsRows / 400).toBeLessThan(0.8);
  });

  test('is nothing with fewer than two groups of a class, and refuses what is no score', () => {
    expect(aucDifference([])).toBeUndefined();
    expect(aucDifference(ROWS.slice(0, 3))).toBeUndefined();
    expect(aucDifference(ROWS.map((each) => ({ ...each, groupId: each.label })))).toBeUndefined();
    expect(() => aucDifference([...ROWS, row('benign', Number.NaN, 0.5, 'e')])).toThrow('score of the champion');
  });
});
