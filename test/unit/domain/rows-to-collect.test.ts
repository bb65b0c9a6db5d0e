import { expect, test } from '@jest/globals';
import { judgeGate, notMeasured } from '../../../domain/gates.ts';
import type { Gate } from '../../../domain/profile.ts';
import { rowsToCollect } from '../../../domain/rows-to-collect.ts';
import { rowsNeeded } from '../../../domain/statistics/binomial.ts';

const FPR: Gate = { name: 'fpr', quantity: 'false-positive-rate', direction: 'at-most', limit: 0.01, confidence: 0.95, effect: 'blocks' };
const RECALL: Gate = { ...FPR, name: 'recall', quantity: 'recall', direction: 'at-least', limit: 0.95, effect: 'warns' };

test('lists what each gate without enough evidence lacks: needed minus present', () => {
  const [unsure, passed, failed] = [[5, 1_000], [0, 299], [50, 1_000]].map(([count, n]) => judgeGate(FPR, { kind: 'rate', count: count!, n: n! }, 1));
  const groups = judgeGate({ ...RECALL, set: 'adversarial', slice: 'family:leet' }, { kind: 'rate', count: 97, n: 100, unit: 'groups' }, 1);
  const needed = rowsNeeded(0.005, 0.01, 0.95)!;
  expect(needed).toBe(2_185);
  const [first, second, ...others] = rowsToCollect([passed!, unsure!, failed!, groups]);
  expect(others).toEqual([]);
  expect(first).toEqual({
    gate: 'fpr', effect: 'blocks', set: 'certification', slice: 'all', label: 'benign', unit: 'rows', present: 1_000, needed, missing: 1_185,
    sentence: 'fpr: 1,185 more rows of benign prompts for the certification set (1,000 of 2,185 are there).',
  });
  expect(second).toMatchObject({ gate: 'recall', effect: 'warns', set: 'adversarial', slice: 'family:leet', label: 'malicious', unit: 'groups', present: 100 });
  expect(second!.sentence).toMatch(/^recall: [\d,]+ more groups of attacks for adversarial, family:leet \(100 of [\d,]+ are there\)\.$/);
});

test('where no number would do, or none is known, says so in the words of the gate', () => {
  const atLimit = judgeGate(FPR, { kind: 'rate', count: 10, n: 1_000 }, 1);
  const unmeasured = notMeasured({ ...RECALL, quantity: 'roc-auc-difference', set: 'unseen', limit: 0 }, 'hold sources out');
  expect(rowsToCollect([atLimit, unmeasured])).toMatchObject([
    { needed: null, missing: null, present: 1_000, sentence: atLimit.sentence },
    { needed: null, missing: null, present: 0, label: 'both', sentence: 'recall: not measured on unseen: not enough evidence; hold sources out.' },
  ]);
});

test('of a rate that was not measured asks for what takes the fewest rows', () => {
  expect(rowsToCollect([notMeasured({ ...RECALL, set: 'unseen' }, 'hold sources out')])).toMatchObject([{ present: 0, needed: 59, missing: 59 }]);
});
