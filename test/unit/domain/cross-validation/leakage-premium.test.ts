import { describe, expect, test } from '@jest/globals';
import { leakagePremium } from '../../../../domain/cross-validation/leakage-premium.ts';
import type { JudgedFold, JudgedFoldByRows, LeakagePremium } from '../../../../domain/cross-validation/leakage-premium.ts';
import type { ScoredRow } from '../../../../domain/fit-threshold.ts';
import { independentDifference } from '../../../../domain/statistics/independent-difference.ts';
import { recallDifferenceInterval } from '../../../../domain/statistics/paired-difference.ts';

/** `m1a` is an attack of the group `m1`. */
const row = (id: string, score = 0): ScoredRow => ({ id, groupId: id.slice(0, 2), label: id.startsWith('m') ? 'malicious' : 'benign', score });
const held = (scores: Readonly<Record<string, number>>): ScoredRow[] => Object.entries(scores).map(([id, score]) => row(id, score));

const BY_GROUPS: JudgedFold[] = [
  { threshold: 0.5, held: held({ m1a: 0.4, m1b: 0.3, b1a: 0.2 }) },
  { threshold: 0.6, held: held({ m2a: 0.7, b2a: 0.9, b3a: 0.1 }) },
];

/** Each of `m1` is held out where the other is learned from, and caught then. */
const BY_ROWS: JudgedFoldByRows[] = [
  { threshold: 0.5, held: held({ m1a: 0.8, b1a: 0.2, b2a: 0.7 }), learned: ['m1b', 'm2a', 'b3a'].map((id) => row(id)) },
  { threshold: 0.5, held: held({ m1b: 0.9, m2a: 0.7, b3a: 0.1 }), learned: ['m1a', 'b1a', 'b2a'].map((id) => row(id)) },
];

const premiumOf = (byGroups = BY_GROUPS, byRows = BY_ROWS): LeakagePremium => leakagePremium(byGroups, byRows, 7);

describe('leakagePremium', () => {
  const premium = premiumOf();

  test('judges a row of each group at the threshold of the fold that held it out, by either split', () => {
    expect(premium.all.recall).toEqual({ groups: 2, byGroups: 0.5, byRows: 1, premium: recallDifferenceInterval({ both: 1, onlyChampion: 0, onlyChallenger: 1, neither: 0 }) });
    // 0.9 is over 0.6 and 0.7 over 0.5: flagged either way.
    expect(premium.all.falsePositiveRate).toMatchObject({ groups: 3, byGroups: 1 / 3, byRows: 1 / 3, premium: { estimate: 0 } });
  });

  test('tells rows of which a relative was learned from apart from the others, and takes off what the others show', () => {
    expect(premium.related).toMatchObject({ recall: { groups: 1, byGroups: 0, byRows: 1 }, falsePositiveRate: null });
    expect(premium.unrelated).toMatchObject({ recall: { groups: 1, byGroups: 1, byRows: 1, premium: { estimate: 0 } }, falsePositiveRate: { groups: 3 } });
    expect(premium.ofRelatives).toEqual({ recall: independentDifference(premium.related.recall!.premium, premium.unrelated.recall!.premium), falsePositiveRate: null });
  });

  test('a relative has the same label', () => {
    const other = BY_ROWS.map((fold) => ({ ...fold, learned: fold.learned.map((each) => ({ ...each, label: 'benign' as const })) }));
    expect(premiumOf(BY_GROUPS, other).related.recall).toBeNull();
  });

  test('a handful of rows, all of them flipped, proves nothing', () => expect(premium.related.recall!.premium.low).toBeLessThan(0));

  test('has the mean area within the folds, by either split', () => {
    // By groups: 1 in the first fold and 1/2 in the second, where 0.9 is over the attack. By rows: 1 in both.
    expect(premium.rocAuc).toMatchObject({ byGroups: 0.75, byRows: 1, premium: { estimate: 0.25 } });
  });

  test.each([
    ['one is missing by groups', BY_GROUPS.slice(0, 1), BY_ROWS],
    ['one is missing by rows', BY_GROUPS, BY_ROWS.slice(0, 1)],
    ['one is held out twice by rows, and another never', BY_GROUPS, [{ ...BY_ROWS[0]!, held: held({ m1a: 0.8, b1a: 0.2, b3a: 0.7 }) }, BY_ROWS[1]!]],
    ['one is held out twice by groups', [BY_GROUPS[0]!, { ...BY_GROUPS[1]!, held: [...BY_GROUPS[1]!.held, row('b1a', 0.3)] }], BY_ROWS],
  ])('refuses rows that are not the same, each once: %s', (_, byGroups, byRows) => expect(() => premiumOf(byGroups, byRows)).toThrow('Hold out the same rows by groups and by rows, each once.'));
});
