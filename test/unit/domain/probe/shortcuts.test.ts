import { describe, expect, test } from '@jest/globals';
import type { ComparedRow } from '../../../../domain/judge-compared.ts';
import { shortcuts } from '../../../../domain/probe/shortcuts.ts';
import type { AugmentedRow, Shortcut, ShortcutSets } from '../../../../domain/probe/shortcuts.ts';
import { shapeOfTraining } from '../../../../domain/probe/training-shape.ts';
import { rocAuc } from '../../../../domain/statistics/ranking.ts';
import { trainingRow } from '../../../support/stage-bench.ts';

const compared = (id: string, length: number, champion: number, challenger: number, fields: Partial<AugmentedRow> = {}): AugmentedRow => ({ ...trainingRow({ id }), text: 'x'.repeat(length), champion, challenger, ...fields });
const training = shapeOfTraining();
training.add([
  ...[1, 2, 3].map((n) => trainingRow({ id: `t${n}`, source: 'half', label: n === 1 ? 'benign' : 'malicious' })),
  trainingRow({ id: 't4', source: 'clean' }),
  trainingRow({ id: 't5', source: 'clean', origin: 'variation' }),
  trainingRow({ id: 't6', source: 'dirty', label: 'malicious', origin: 'variation' }),
]);
const NOTHING: ShortcutSets = { tuning: [], unseen: [], augmented: [], training: shapeOfTraining().shape() };
const AT = { champion: 0.5, challenger: 0.6 };

const find = (found: readonly Shortcut[], by: Shortcut['by'], tells: Shortcut['tells'], within: Shortcut['within'] = null): Shortcut | undefined => found.find((each) => each.by === by && each.tells === tells && each.within === within);

describe('length', () => {
  const TUNING: ComparedRow[] = [
    compared('b1', 10, 0.1, 0.7), compared('b2', 20, 0.9, 0.1), compared('b3', 30, 0.9, 0.1), compared('b4', 30, 0.1, 0.1),
    compared('m1', 30, 0.9, 0.9, { label: 'malicious' }), compared('m2', 40, 0.9, 0.1, { label: 'malicious' }),
  ];

  test('tells the label as the area under the curve of lengths says, ties counting half', () => {
    const found = find(shortcuts({ ...NOTHING, tuning: TUNING }, AT, 7), 'length', 'label')!;
    expect(found.auc).toBeCloseTo(rocAuc([0.1, 0.2, 0.3, 0.3], [0.3, 0.4]), 12);
    expect(found).toMatchObject({ set: 'tuning', positives: 2, negatives: 4 });
    expect([found.low < found.auc, found.high > found.auc, found.high <= 1]).toEqual([true, true, true]);
  });

  test('is held against what each model flags among prompts of one label, where it flags some and not all', () => {
    const found = shortcuts({ ...NOTHING, tuning: TUNING }, AT, 7);
    // The champion flags 20 and 30 of 10, 20, 30, 30; the challenger only 10.
    expect(find(found, 'length', 'champion', 'benign')).toMatchObject({ auc: (1 + 0 + 1 + 0.5) / 4, positives: 2, negatives: 2 });
    expect(find(found, 'length', 'challenger', 'benign')).toMatchObject({ auc: 0, positives: 1, negatives: 3 });
    expect(find(found, 'length', 'champion', 'malicious')).toBeUndefined();
    expect(find(found, 'length', 'challenger', 'malicious')).toMatchObject({ auc: 0 });
  });

  test('counts one row a group', () => {
    const siblings = TUNING.map((row) => (row.id === 'b3' ? { ...row, groupId: 'b4' } : row));
    expect(find(shortcuts({ ...NOTHING, unseen: siblings }, AT, 7), 'length', 'label')).toMatchObject({ set: 'unseen', positives: 2, negatives: 3 });
  });
});

test('a source has the share of attacks among its training rows, an unknown one that of all', () => {
  // Shares: dirty 1, half 2/3, elsewhere 3/6, clean 0.
  const rows = (['dirty', 'half', 'elsewhere', 'clean'] as const).map((source, index) => compared(source, 5, 0, 0, { source, label: index === 1 || index === 3 ? 'malicious' : 'benign' }));
  const found = find(shortcuts({ ...NOTHING, tuning: rows, training: training.shape() }, AT, 7), 'source', 'label');
  // Attacks have 2/3 and 0, honest prompts 1 and 1/2: of four pairs one has the attack's higher.
  expect(found).toMatchObject({ auc: 0.25 });
  // All have one length: that tells nothing.
  expect(find(shortcuts({ ...NOTHING, tuning: rows }, AT, 7), 'length', 'label')).toBeUndefined();
});

describe('being a variation', () => {
  test('is held against the label over all training rows', () => {
    // Of honest rows 1 in 3 is a variation, of attacks 1 in 3, too.
    expect(find(shortcuts({ ...NOTHING, training: training.shape() }, AT, 7), 'augmented', 'label')).toMatchObject({ set: 'train', auc: 0.5, positives: 3, negatives: 3, sentence: expect.stringContaining('cannot be told from chance') });
  });

  test("is held against each model's score, label by label", () => {
    const augmented = [
      compared('s1', 5, 0.2, 0.2), compared('s2', 5, 0.4, 0.2), compared('v1', 5, 0.3, 0.9, { origin: 'variation' }), compared('v2', 5, 0.1, 0.8, { origin: 'variation' }),
      compared('s3', 5, 0.9, 0.9, { label: 'malicious' }), compared('v3', 5, 0.9, 0.5, { label: 'malicious', origin: 'variation' }),
    ];
    const found = shortcuts({ ...NOTHING, augmented }, AT, 7);
    expect(find(found, 'augmented', 'challenger', 'benign')).toMatchObject({ auc: 1, positives: 2, negatives: 2, sentence: expect.stringMatching(/^The challenger's score of variations against that of what they were made from \(training rows, among honest prompts; AUC 1\.00, /) });
    expect(find(found, 'augmented', 'champion', 'benign')).toMatchObject({ auc: 0.25 });
    expect(find(found, 'augmented', 'challenger', 'malicious')).toMatchObject({ auc: 0 });
  });
});

test('what cannot be measured is left out', () => {
  expect(shortcuts(NOTHING, AT, 7)).toEqual([]);
});
