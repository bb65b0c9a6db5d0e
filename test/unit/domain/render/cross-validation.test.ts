import { describe, expect, test } from '@jest/globals';
import { crossValidation } from '../../../../domain/cross-validation/cross-validation.ts';
import type { CrossValidation, ScoredFoldByRows } from '../../../../domain/cross-validation/cross-validation.ts';
import type { ScoredRow } from '../../../../domain/fit-threshold.ts';
import { crossValidationSection } from '../../../../domain/render/cross-validation.ts';

/** 100 rows of each class, each a group of its own; so many benign rows are flagged, so many attacks caught. */
function heldOut(flagged: number, caught: number): ScoredRow[] {
  return Array.from({ length: 100 }, (_, index) => [
    { id: `b-${index}`, groupId: `b-${index}`, label: 'benign' as const, score: index < flagged ? 0.8 : 0.1 },
    { id: `m-${index}`, groupId: `m-${index}`, label: 'malicious' as const, score: index < caught ? 0.9 : 0.2 },
  ]).flat();
}

const VALIDATION: ScoredRow[] = [{ id: 'b', groupId: 'b', label: 'benign', score: 0.5 }, { id: 'm', groupId: 'm', label: 'malicious', score: 0.9 }];

function reportOf(folds: readonly (readonly [flagged: number, caught: number])[], changes: Partial<Pick<CrossValidation, 'limit' | 'startFrom' | 'trainStartsFrom' | 'rowsPerFold'>> = {}): CrossValidation {
  const scored = folds.map(([flagged, caught], fold) => ({ fold, learnedRows: 1_800, validation: VALIDATION, held: heldOut(flagged, caught) }));
  return crossValidation(scored, { limit: 0.01, startFrom: 'base', trainStartsFrom: 'base', rowsPerFold: null, seed: 7, ...changes });
}

describe('crossValidationSection', () => {
  const section = crossValidationSection(reportOf([[0, 90], [1, 92]]));

  test('has a row for each fold, the mean with its interval, the spread and the pooled figures', () => {
    const table = section.split('\n').filter((line) => line.startsWith('|'));
    expect(table.map((line) => line.split(' | ')[0])).toEqual(['| fold', '|---|---|---|---|---|---|---|---|', '| 1', '| 2', '| mean (95 %)', '| spread', '| pooled']);
    expect(table[2]).toBe('| 1 | 1,800 | 200 in 200 groups | 0.5000 | 1.0000 | 0.00 % (0 of 100) | 90.00 % (90 of 100) | 0.9474 |');
    expect(table[3]).toContain('| 1.00 % (1 of 100) | 92.00 % (92 of 100) |');
    expect(table[4]).toContain('| 91.00 % (');
    expect(table[5]).toContain('| 0.71 points | 1.41 points |');
    expect(table[6]).toContain('| 400 |  | 0.9996 | 0.50 % (1 of 200) | 91.00 % (182 of 200) |');
  });

  test('says how a threshold is placed, what F1 depends on, and which figures are corrected', () => {
    expect(section).toContain('at most 1 % of the benign rows in its own validation');
    expect(section).toContain('F1 is at 50.0 % attacks.');
    expect(section).toContain('Nadeau and Bengio');
  });

  test.each([
    ['carry over', [[0, 90], [0, 90], [0, 90], [0, 90], [0, 90]], 'flag 0.00 % (0.00–0.76 %) of the held-out benign rows: they carry over.'],
    ['may carry over', [[1, 90], [1, 90]], 'flag 1.00 % (0.27–3.57 %) of the held-out benign rows, which does not speak against them.'],
    ['do not carry over', [[10, 90], [10, 90]], 'they do not carry over to rows of other groups.'],
  ] as const)('says that thresholds %s', (_, folds, sentence) => expect(crossValidationSection(reportOf(folds))).toContain(sentence));

  test('says whether folds differ by more than chance, or that too few rows tell', () => {
    const steady = crossValidationSection(reportOf([[0, 90], [0, 91], [0, 89]]));
    expect(steady).toContain('Recall differs between folds no more than their sizes explain (p = ');
    expect(steady).toContain('Too few rows tell whether the false-positive rate differs between folds.');
    const unsteady = crossValidationSection(reportOf([[10, 99], [40, 60]]));
    expect(unsteady).toContain('Recall differs between folds by more than their sizes explain (p < 0.001, over one row per group): what comes of these settings depends on which rows are learned from.');
    expect(unsteady).toContain('The false-positive rate differs between folds by more');
    expect(unsteady).toContain('The lowest recall is that of fold 2, 60.0 %.');
  });

  test('warns where the starting weights may have learned held-out rows, and names a limit on rows', () => {
    const started = crossValidationSection(reportOf([[0, 90], [0, 91]], { startFrom: 'champion', trainStartsFrom: 'champion', rowsPerFold: 5_000 }));
    expect(started).toContain('starts from the champion\'s weights, which may have learned held-out rows before');
    expect(started).toContain('on up to 5,000 rows each');
    expect(section).not.toContain('champion');
    expect(started).not.toContain('start from the base model');
  });

  test('says where the folds start from another model than the run', () => {
    expect(crossValidationSection(reportOf([[0, 90], [0, 91]], { trainStartsFrom: 'champion' }))).toContain('The folds start from the base model, the run\'s own training from the champion');
  });
});

describe('the leakage premium', () => {
  /** Two folds of 100 rows of each class. By groups the first 25 and the last 40 attacks are caught, by rows the first `caught`; of the first 50 a relative is learned from. */
  function premiumOf(caught: number): string {
    const rowsOf = (fold: number, first: number): ScoredRow[] => heldOut(1, 0).map((row, index) => ({ ...row, id: `${row.id}-${fold}`, groupId: `${row.id}-${fold}`, ...(row.label === 'malicious' && { score: index < 2 * first || index >= 120 ? 0.9 : 0.2 }) }));
    const scored = [0, 1].map((fold) => ({ fold, learnedRows: 1_800, validation: VALIDATION, held: rowsOf(fold, 25) }));
    const byRows = [0, 1].map((fold): ScoredFoldByRows => {
      const held = rowsOf(fold, caught);
      return { fold, learnedRows: 1_800, validation: VALIDATION, held, learned: held.filter(({ label }) => label === 'malicious').slice(0, 50) };
    });
    return crossValidationSection(crossValidation(scored, { limit: 0.01, startFrom: 'base', trainStartsFrom: 'base', rowsPerFold: null, seed: 7 }, byRows));
  }

  test('has a row for all rows, those with a relative, those without, and their difference', () => {
    const rows = premiumOf(45).split('### Leakage premium')[1]!.split('\n').filter((line) => line.startsWith('|'));
    expect(rows[2]).toMatch(/^\| all \| 200 \| 65\.00 % \| 85\.00 % \| \+20\.00 \(\+1\d\.\d\d to \+2\d\.\d\d\) \| 200 \| 1\.00 % \| 1\.00 % \| 0\.00 \(−\d\.\d\d to \+\d\.\d\d\) \|$/);
    expect(rows[3]).toMatch(/^\| a relative is learned from \| 100 \| 50\.00 % \| 90\.00 % \| \+40\.00 .* \| 0 \|  \|  \|  \|$/);
    expect(rows[4]).toMatch(/^\| none is \| 100 \| 80\.00 % \| 80\.00 % \| 0\.00 \(−\d\.\d\d to \+\d\.\d\d\) \| 200 \|/);
    expect(rows[5]).toMatch(/^\| difference of the last two \|  \|  \|  \| \+40\.00 \(\+\d\d\.\d\d to \+\d\d\.\d\d\) \|  \|  \|  \|  \|$/);
  });

  test.each([
    ['looks better', 45, 'Split by rows, these would look better than they are: recall. Attacks with a relative gain more recall than those without.'],
    ['looks worse', 10, 'No figure is shown to look better for a split by rows. These look worse by it: recall.'],
    ['is not shown to differ', 25, 'No figure is shown to look better for a split by rows.'],
  ])('says what %s', (_, caught, sentence) => expect(premiumOf(caught).slice(-sentence.length)).toBe(sentence));

  test('is not there where rows were not split', () => expect(crossValidationSection(reportOf([[0, 90], [1, 92]]))).not.toContain('Leakage'));
});
