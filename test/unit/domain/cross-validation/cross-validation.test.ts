import { describe, expect, test } from '@jest/globals';
import { crossValidation } from '../../../../domain/cross-validation/cross-validation.ts';
import type { CrossValidationSettings, ScoredFold } from '../../../../domain/cross-validation/cross-validation.ts';
import type { ScoredRow } from '../../../../domain/fit-threshold.ts';
import { foldMean } from '../../../../domain/statistics/fold-mean.ts';
import { measuredShare } from '../../../../domain/statistics/measured-share.ts';
import { nextUp } from '../../../../domain/statistics/next-up.ts';

const SETTINGS: CrossValidationSettings = { limit: 0.25, startFrom: 'base', trainStartsFrom: 'base', rowsPerFold: null, seed: 7 };

/** Rows of one class with these scores, each a group of its own. */
function rowsOf(label: ScoredRow['label'], scores: readonly number[], group = (index: number): string => `${label}-${index}`): ScoredRow[] {
  return scores.map((score, index) => ({ id: `${label}-${index}`, groupId: group(index), label, score }));
}

function fold(changes: Partial<ScoredFold> = {}): ScoredFold {
  return {
    fold: 0,
    learnedRows: 100,
    // One benign row in four may be flagged, so that the threshold is just over the second highest.
    validation: [...rowsOf('benign', [0.1, 0.2, 0.4, 0.6]), ...rowsOf('malicious', [0.9])],
    held: [...rowsOf('benign', [0.1, 0.3, 0.5, 0.2]), ...rowsOf('malicious', [0.9, 0.8, 0.35, 0.7])],
    ...changes,
  };
}

/** Every attack is over the threshold of 0.4, and no benign row. */
const CLEAN = fold({ fold: 1, held: [...rowsOf('benign', [0.1, 0.2]), ...rowsOf('malicious', [0.9, 0.8])] });

describe('crossValidation', () => {
  const report = crossValidation([fold(), CLEAN], SETTINGS);

  test('judges a fold\'s held-out rows at the threshold that its own validation rows gave', () => {
    expect(report.folds[0]).toEqual({
      fold: 1,
      learnedRows: 100,
      validationRows: 5,
      heldGroups: 8,
      threshold: nextUp(0.4),
      // 14 of 16 pairs are in order: 0.35 lies over 0.1, 0.3 and 0.2 but not over 0.5.
      rocAuc: 15 / 16,
      falsePositives: measuredShare(1, 4),
      recall: measuredShare(3, 4),
      f1: 6 / 8,
    });
    expect(report.folds[1]).toMatchObject({ fold: 2, rocAuc: 1, falsePositives: { rate: 0 }, recall: { rate: 1 }, f1: 1 });
  });

  test('held-out rows have no say in the threshold', () => {
    const other = crossValidation([fold({ held: [...rowsOf('benign', [0.99]), ...rowsOf('malicious', [0.01])] }), CLEAN], SETTINGS);
    expect(other.folds[0]!.threshold).toBe(report.folds[0]!.threshold);
    expect(other.folds[0]).toMatchObject({ falsePositives: { rate: 1 }, recall: { rate: 0 } });
  });

  test('tells the mean over the folds with its spread and interval', () => {
    expect(report.mean).toEqual({ rocAuc: foldMean([15 / 16, 1]), falsePositiveRate: foldMean([0.25, 0]), recall: foldMean([0.75, 1]), f1: foldMean([0.75, 1]) });
  });

  test('pools all held-out rows, each at the threshold of its fold', () => {
    const high = crossValidation([fold(), { ...CLEAN, validation: [...rowsOf('benign', [0.1, 0.85, 0.85, 0.85]), ...rowsOf('malicious', [0.9])] }], SETTINGS);
    // 0.8 is under the second fold's threshold of 0.85, though over the first's.
    expect(high.pooled).toMatchObject({ falsePositives: measuredShare(1, 6), recall: measuredShare(4, 6), f1: 8 / (8 + 1 + 2), prevalence: 0.5 });
    expect(report.pooled).toMatchObject({ recall: measuredShare(5, 6), prevalence: 0.5 });
    // 22 of 24 and a half: one attack at 0.35 lies under the benign 0.5.
    expect(report.pooled.rocAuc).toBe(35 / 36);
  });

  test('keeps what it was measured with', () => expect(crossValidation([fold(), CLEAN], { ...SETTINGS, rowsPerFold: 9, trainStartsFrom: 'champion' })).toMatchObject({ schema: 1, limit: 0.25, rowsPerFold: 9, startFrom: 'base', trainStartsFrom: 'champion' }));
});

describe('whether folds differ', () => {
  const attacks = (caught: number, of: number, siblings = 1): ScoredRow[] => rowsOf('malicious', Array.from({ length: of }, (_, index) => (index < caught ? 0.9 : 0.1)), (index) => `m-${Math.floor(index / siblings)}`);
  const over = (caught: readonly number[], of: number, siblings?: number): ReturnType<typeof crossValidation> =>
    crossValidation(caught.map((count, index) => fold({ fold: index, held: [...rowsOf('benign', [0.1]), ...attacks(count, of, siblings)] })), SETTINGS);

  test('is told by how much their rates scatter beside their sizes', () => {
    expect(over([80, 82, 78], 100).differ.recall!.p).toBeGreaterThan(0.5);
    expect(over([95, 82, 60], 100).differ.recall!.p).toBeLessThan(1e-6);
  });

  test('counts one row of each group: siblings make no evidence', () => {
    // Four siblings share each fate: 40 groups of which 32 and 26 are caught.
    expect(over([128, 104], 160).differ.recall!.p).toBeLessThan(0.01);
    expect(over([128, 104], 160, 4).differ.recall!.p).toBeGreaterThan(0.1);
  });

  test('is left open where too few rows tell', () => expect(over([80, 82, 78], 100).differ.falsePositives).toBeNull());
});

test('one fold is none', () => expect(() => crossValidation([fold()], SETTINGS)).toThrow('folds: 1 is not valid.'));
