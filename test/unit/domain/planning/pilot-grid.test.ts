import { describe, expect, test } from '@jest/globals';
import { pilotGrid } from '../../../../domain/planning/pilot-grid.ts';
import type { Pilot } from '../../../../domain/planning/pilot-grid.ts';

const SETTINGS = { coverages: [0.1, 0.25, 0.5, 0.75], variations: [0, 2, 4, 8], replayRows: 2000 };
const FOUND = { falsePositivesByCategory: { 'Context Manipulation': 1797, 'Semantic Jailbreak': 1073, 'Obfuscated Command': 802, Other: 507 } };
const pairs = (pilots: readonly Pilot[]): [number, number][] => pilots.map(({ covered, variations }) => [covered, variations]);

describe('pilotGrid', () => {
  test('is a line of coverages, a line of variations, and a pilot that covers nothing: 8 instead of 17', () => {
    expect(pairs(pilotGrid(SETTINGS, 8, FOUND))).toEqual([[0, 0], [418, 8], [1045, 8], [2090, 8], [3134, 8], [2090, 0], [2090, 2], [2090, 4]]);
  });

  test('divides the middle coverage over the categories by largest remainder', () => {
    const middle = pilotGrid(SETTINGS, 8, FOUND).find(({ coverage }) => coverage === 0.5)!;
    expect(middle.allocation).toEqual({ 'Context Manipulation': 899, 'Semantic Jailbreak': 537, 'Obfuscated Command': 401, Other: 253 });
  });

  test.each([[3, 2], [5, 4], [16, 8], [0, 0]])('%i variations in the strategy are %i in the pilots', (asked, piloted) => {
    expect(pilotGrid(SETTINGS, asked, FOUND)[1]).toMatchObject({ coverage: 0.1, variations: piloted });
  });

  test('asks for shares of what may be trained on, not of what was found', () => {
    const availableByCategory = { 'Context Manipulation': 10, Other: 30 };
    const grid = pilotGrid({ ...SETTINGS, coverages: [0.5, 1] }, 2, { falsePositivesByCategory: { 'Context Manipulation': 50, Other: 30 }, availableByCategory });
    expect(grid.find(({ coverage }) => coverage === 1)).toMatchObject({ covered: 40, allocation: availableByCategory });
    expect(grid.find(({ coverage }) => coverage === 0.5)).toMatchObject({ covered: 20, allocation: { 'Context Manipulation': 10, Other: 10 } });
  });

  test('a larger coverage holds the smaller one where the largest remainder alone would not', () => {
    // Alabama's paradox: of 10 seats the third gets 2, of 11 only 1.
    const found = { falsePositivesByCategory: { a: 6, b: 6, c: 2 } };
    const coverages = [10 / 14, 11 / 14];
    const [ten, eleven] = pilotGrid({ ...SETTINGS, coverages }, 2, found).slice(1, 3);
    expect([ten!.covered, eleven!.covered]).toEqual([10, 11]);
    for (const [category, covered] of Object.entries(ten!.allocation)) expect(covered).toBeLessThanOrEqual(eleven!.allocation[category]!);
    expect(Object.values(ten!.allocation).reduce((sum, covered) => sum + covered, 0)).toBe(10);
  });

  test('pilots that would be equal are one, whatever order the settings are in', () => {
    const few = { falsePositivesByCategory: { Other: 3 } };
    expect(pairs(pilotGrid({ ...SETTINGS, coverages: [0.75, 0.5, 0.01, 0.5], variations: [2, 0] }, 2, few))).toEqual([[0, 0], [2, 2], [2, 0]]);
  });

  test('without false positives there is one pilot: the old rows alone', () => {
    expect(pilotGrid(SETTINGS, 8, { falsePositivesByCategory: {} })).toEqual([{ coverage: 0, covered: 0, variations: 0, allocation: {} }]);
    expect(pairs(pilotGrid(SETTINGS, 8, { falsePositivesByCategory: { Other: 5 }, availableByCategory: {} }))).toEqual([[0, 0]]);
  });
});
