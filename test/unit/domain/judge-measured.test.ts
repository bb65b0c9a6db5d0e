import { describe, expect, test } from '@jest/globals';
import { judgeMeasured } from '../../../domain/judge-measured.ts';
import type { MeasuredSlice, Measurements } from '../../../domain/measurements.ts';
import type { Gate } from '../../../domain/profile.ts';
import { recallDifferenceLowerBound } from '../../../domain/statistics/paired-difference.ts';
import type { PairedCounts } from '../../../domain/statistics/paired-difference.ts';

const counts = (both: number, onlyChampion: number, onlyChallenger: number, neither: number): PairedCounts => ({ both, onlyChampion, onlyChallenger, neither });

const slice = (set: string, name: string, label: MeasuredSlice['label'], rows: PairedCounts, groups = rows): MeasuredSlice => ({ set, slice: name, label, rows, groups });

const MEASURED: Measurements = {
  slices: [
    // The champion flags 80 of 150, the challenger 50.
    slice('hard-negatives', 'all', 'benign', counts(45, 35, 5, 65)),
    slice('unseen', 'all', 'benign', counts(0, 5, 0, 295)),
    slice('unseen', 'all', 'malicious', counts(1900, 10, 12, 78), counts(90, 9, 0, 1)),
    slice('unseen', 'source:deepset', 'malicious', counts(100, 0, 0, 100)),
    slice('adversarial', 'family:homoglyph', 'malicious', counts(400, 0, 0, 0)),
    slice('adversarial', 'family:leet', 'malicious', counts(200, 0, 0, 200)),
    slice('adversarial', 'family:leet@0.6', 'malicious', counts(0, 0, 0, 400)),
  ],
  aucs: [
    { set: 'unseen', benign: 600, malicious: 500, champion: 0.81, challenger: 0.875, difference: { estimate: 0.065, low: 0.04, high: 0.09 } },
    { set: 'mine', benign: 600, malicious: 500, champion: 0.81, challenger: 0.82, difference: { estimate: 0.01, low: -0.02, high: 0.04 } },
  ],
};

const gate = (changes: Partial<Gate> & Pick<Gate, 'quantity'>): Gate => ({ name: 'gate', direction: 'at-least', limit: 0.9, confidence: 0.95, effect: 'warns', set: 'unseen', ...changes });
const judge = (changes: Partial<Gate> & Pick<Gate, 'quantity'>): ReturnType<typeof judgeMeasured> => judgeMeasured([gate(changes)], MEASURED);

describe('judgeMeasured', () => {
  test('leaves the gates of the certification rows to the certificate', () => {
    const own: Gate = { name: 'recall', quantity: 'recall', direction: 'at-least', limit: 0.9, confidence: 0.95, effect: 'warns' };
    expect(judgeMeasured([own], MEASURED)).toEqual([]);
  });

  test('judges rates of the challenger at whole confidence, since looks are for the certification rows', () => {
    const [result] = judge({ quantity: 'false-positive-rate', direction: 'at-most', limit: 0.01 });
    // 0 of 300: the champion's five are not the challenger's.
    expect(result).toMatchObject({ verdict: 'pass', count: 0, n: 300, confidence: 0.95 });
  });

  test('a difference of false-positive rates is challenger minus champion on the same prompts, at most', () => {
    const of = (limit: number): string => judge({ quantity: 'false-positive-rate-difference', set: 'hard-negatives', direction: 'at-most', limit })[0]!.verdict;
    const [result] = judge({ quantity: 'false-positive-rate-difference', set: 'hard-negatives', direction: 'at-most', limit: 0.01 });
    expect(result).toMatchObject({ verdict: 'pass', n: 150, estimate: -0.2 });
    expect(result!.sentence).toMatch(/^gate, on hard-negatives: -20 points \(150 rows\); the upper bound -\d+\.\d+ points at 95 % confidence is under the limit of 1 points: pass\.$/);
    expect([of(-0.2), of(-0.35)]).toEqual(['not-enough-evidence', 'fail']);
  });

  test('over rows and over groups: the worse verdict counts', () => {
    const [result] = judge({ quantity: 'recall-difference', limit: -0.02 });
    expect(result).toMatchObject({ verdict: 'fail', unit: 'groups', n: 100, estimate: -0.09 });
    expect(result!.lowerBound).toBe(recallDifferenceLowerBound(counts(90, 9, 0, 1), 0.95));
  });

  test('one slice, and only that', () => {
    expect(judge({ quantity: 'recall', slice: 'source:deepset', limit: 0.6 })).toMatchObject([{ verdict: 'fail', count: 100, n: 200 }]);
  });

  test('every slice of a kind, each under its own name; other severities are another kind', () => {
    const results = judge({ quantity: 'recall', set: 'adversarial', slice: 'family:*', name: 'disguised' });
    expect(results.map(({ gate: { name, slice: judged }, verdict, count }) => [name, judged, verdict, count])).toEqual([
      ['disguised (family:homoglyph)', 'family:homoglyph', 'pass', 400],
      ['disguised (family:leet)', 'family:leet', 'fail', 200],
    ]);
    expect(judge({ quantity: 'recall', set: 'adversarial', slice: 'family:*@0.6' })).toMatchObject([{ verdict: 'fail', count: 0 }]);
  });

  test('the difference of AUCs goes by its 95 % interval, each end of which is one-sided at 97.5 %', () => {
    const of = (set: string, limit: number) => judge({ quantity: 'roc-auc-difference', set, limit })[0]!;
    expect(of('unseen', 0)).toMatchObject({ verdict: 'pass', estimate: 0.065, lowerBound: 0.04, upperBound: 0.09, confidence: 0.975, n: 1100 });
    expect(of('unseen', 0).sentence).toBe('gate, on unseen: 0.065 (1,100 rows); the lower bound 0.04 at 97.5 % confidence is over the limit of 0: pass.');
    expect(of('mine', 0).verdict).toBe('not-enough-evidence');
    expect(of('mine', 0.05).verdict).toBe('fail');
  });

  test('an interval that leaves its own estimate out is widened to it', () => {
    const skewed = { ...MEASURED.aucs[0]!, difference: { estimate: 0.01, low: 0.02, high: 0.03 } };
    expect(judgeMeasured([gate({ quantity: 'roc-auc-difference', limit: 0 })], { slices: [], aucs: [skewed] })[0]).toMatchObject({ lowerBound: 0.01, upperBound: 0.03, verdict: 'pass' });
  });

  test('an AUC is the challenger\'s', () => {
    expect(judge({ quantity: 'roc-auc', limit: 0.87 })).toMatchObject([{ verdict: 'pass', estimate: 0.875, n: 1100 }]);
  });

  test.each([
    [{ quantity: 'recall', set: 'mine' } as const, 'gate: not measured on mine: not enough evidence; give the profile sets.extra.mine, and let the stage probe run.'],
    [{ quantity: 'recall', slice: 'source:other' } as const, 'gate: not measured on unseen, source:other: not enough evidence; of this set only all, source:deepset was measured.'],
    [{ quantity: 'roc-auc-difference', set: 'elsewhere' } as const, 'gate: not measured on elsewhere: not enough evidence; give the profile sets.extra.elsewhere, and let the stage probe run.'],
    [{ quantity: 'false-positive-rate', set: 'adversarial-benign', direction: 'at-most' } as const, 'gate: not measured on adversarial-benign: not enough evidence; give the profile stress, and let the stage stress run.'],
  ])('what was not measured is not dropped: %j', (changes, sentence) => {
    expect(judge(changes)).toMatchObject([{ verdict: 'not-enough-evidence', estimate: null, n: null, sentence }]);
  });

  test('a slice without a row was not measured', () => {
    const empty = [slice('unseen', 'all', 'malicious', counts(0, 0, 0, 0))];
    const [result] = judgeMeasured([gate({ quantity: 'recall', limit: 0.95 })], { slices: empty, aucs: [] });
    // 59 attacks without a miss are the fewest that show over 95 %.
    expect(result).toMatchObject({ verdict: 'not-enough-evidence', n: null, rowsNeeded: 59 });
  });
});
