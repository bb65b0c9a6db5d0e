import { describe, expect, test } from '@jest/globals';
import { leakagePremium } from '../../../../domain/cross-validation/leakage-premium.ts';
import type { JudgedFold, JudgedFoldByRows } from '../../../../domain/cross-validation/leakage-premium.ts';
import type { ScoredRow } from '../../../../domain/fit-threshold.ts';

/** `m1a` is an attack of the group `m1`. */
function held(scores: Readonly<Record<string, number>>): ScoredRow[] {
  return Object.entries(scores).map(([id, score]) => ({ id, groupId: id.slice(0, 2), label: id.startsWith('m') ? 'malicious' : 'benign', score }));
}

const BY_GROUPS: JudgedFold[] = [
  { threshold: 0.5, held: held({ m1a: 0.4, m1b: 0.3, b1a: 0.2 }) },
  { threshold: 0.6, held: held({ m2a: 0.7, b2a: 0.9, b3a: 0.1 }) },
];

/** Each of `m1` is held out where the other is learned from, and caught then. */
const BY_ROWS: JudgedFoldByRows[] = [
  { threshold: 0.5, held: held({ m1a: 0.8, b1a: 0.2, b2a: 0.7 }), learnedGroups: new Set(['m1', 'm2', 'b3']) },
  { threshold: 0.5, held: held({ m1b: 0.9, m2a: 0.7, b3a: 0.1 }), learnedGroups: new Set(['m1', 'b1', 'b2']) },
];

describe('leakagePremium', () => {
  const premium = leakagePremium(BY_GROUPS, BY_ROWS);

  test('judges each row at the threshold of the fold that held it out, by either cut', () => {
    expect(premium.all.recall).toMatchObject({ n: 3, byGroups: 1 / 3, byRows: 1 });
    expect(premium.all.recall!.premium.mean).toBeCloseTo(2 / 3, 12);
    // 0.9 is over 0.6 and 0.7 over 0.5: flagged either way.
    expect(premium.all.falsePositiveRate).toMatchObject({ n: 3, byGroups: 1 / 3, byRows: 1 / 3, premium: { mean: 0, low: 0, high: 0 } });
  });

  test('tells rows of which a relative was learned from apart from the others', () => {
    expect(premium.related).toMatchObject({ recall: { n: 2, byGroups: 0, byRows: 1 }, falsePositiveRate: null });
    expect(premium.unrelated).toMatchObject({ recall: { n: 1, byGroups: 1, byRows: 1, premium: { mean: 0 } }, falsePositiveRate: { n: 3 } });
  });

  test('has the mean area within the folds, by either cut', () => {
    // By groups: 1 in the first fold and 1/2 in the second, where 0.9 is over the attack. By rows: 1 in both.
    expect(premium.rocAuc).toMatchObject({ byGroups: 0.75, byRows: 1, premium: { mean: 0.25 } });
  });

  test('rows of a group are one draw', () => {
    const width = (group: (id: string) => string): number => {
      const named = <T extends JudgedFold>(folds: readonly T[]): T[] => folds.map((fold) => ({ ...fold, held: fold.held.map((row) => ({ ...row, groupId: group(row.id) })) }));
      const { low, high } = leakagePremium(named(BY_GROUPS), named(BY_ROWS)).rocAuc.premium;
      return high - low;
    };
    expect(width((id) => id.slice(0, 2))).not.toBeCloseTo(width((id) => id), 6);
  });

  test('refuses cuts that do not hold out the same rows', () => {
    expect(() => leakagePremium(BY_GROUPS.slice(0, 1), BY_ROWS)).toThrow('held-out rows: 6 is not valid. Hold out the same 3 rows by groups and by rows, each once.');
    expect(() => leakagePremium(BY_GROUPS, BY_ROWS.slice(0, 1))).toThrow('held-out rows: 6 is not valid. Hold out the same 3 rows');
  });
});
