import { describe, expect, test } from '@jest/globals';
import { fitThreshold } from '../../../domain/fit-threshold.ts';
import type { Gate, GateQuantity } from '../../../domain/profile.ts';
import { gatesOfThreshold, thresholdOnlyControl } from '../../../domain/threshold-control.ts';
import type { ThresholdControl, TuningRow } from '../../../domain/threshold-control.ts';

const gate = (quantity: GateQuantity, direction: Gate['direction'], limit: number, effect: Gate['effect'] = 'blocks'): Gate => ({ name: quantity, quantity, direction, limit, confidence: 0.95, effect });
const FPR = gate('false-positive-rate', 'at-most', 0.01);
const RECALL = gate('recall', 'at-least', 0.95);

/** n scores spread evenly over (from, to). */
const spread = (n: number, from: number, to: number): number[] => Array.from({ length: n }, (_, i) => from + ((to - from) * (i + 0.5)) / n);
/** `size` rows form a group. */
const rows = (label: 'benign' | 'malicious', scores: readonly number[], size = 1): TuningRow[] =>
  scores.map((score, index) => ({ id: `${label}-${index}`, text: '', label, source: '', category: '', groupId: `${label}-${Math.floor(index / size)}`, score }));

const control = (tuning: readonly TuningRow[], gates: readonly Gate[] = [FPR, RECALL], deployed = 0.5, aim = 0.7): ThresholdControl =>
  thresholdOnlyControl(tuning, { gates, deployed, seed: 7, aim, delta: 0.05 });
const verdicts = ({ gates }: ThresholdControl): Record<string, string> => Object.fromEntries(gates.map((result) => [result.gate.name, result.verdict]));

const SEPARABLE = [...rows('benign', spread(10_000, 0, 0.8)), ...rows('malicious', spread(1_000, 0.8, 1))];

describe('thresholdOnlyControl', () => {
  test('separable scores: moving the threshold would pass', () => {
    const moved = control(SEPARABLE);
    expect(moved.wouldPass).toBe(true);
    expect(moved.threshold).toBeCloseTo(0.8 * 0.9944, 4);
    expect(moved.gates).toMatchObject([{ count: 56, n: 10_000, verdict: 'pass' }, { count: 1_000, n: 1_000, verdict: 'pass' }]);
    expect(moved.sentence).toBe(`With its threshold moved from 0.5 to ${moved.threshold} the champion passes every blocking gate on the tuning slice: no retraining is needed.`);
  });

  test('overlapping scores: the false positives are bought with recall, and the sentence says so', () => {
    const moved = control([...rows('benign', spread(10_000, 0, 1)), ...rows('malicious', spread(1_000, 0.5, 1))]);
    expect(moved.wouldPass).toBe(false);
    expect(verdicts(moved)).toEqual({ 'false-positive-rate': 'pass', recall: 'fail' });
    expect(moved.sentence).toContain('moving the threshold alone is not enough. recall: 1.1 %');
    expect(moved.sentence).not.toContain('false-positive-rate:');
  });

  test('recall just over its limit is not proof', () => {
    const attacks = [...spread(955, 0.9, 1), ...spread(45, 0, 0.1)];
    const moved = control([...rows('benign', spread(10_000, 0, 0.8)), ...rows('malicious', attacks)]);
    expect([verdicts(moved).recall, moved.wouldPass]).toEqual(['not-enough-evidence', false]);
  });

  test('compares the recall with the champion as it is deployed, on the same attacks', () => {
    // All attacks are caught at 0.5; at 0.79... the 30 from 0.6 to 0.7 are lost: 3 points.
    const tuning = [...rows('benign', spread(10_000, 0, 0.8)), ...rows('malicious', [...spread(970, 0.81, 1), ...spread(30, 0.6, 0.7)])];
    const moved = control(tuning, [FPR, RECALL, gate('recall-difference', 'at-least', -0.01)]);
    expect(moved.gates[2]).toMatchObject({ estimate: -0.03, n: 1_000, verdict: 'fail' });
    expect(moved.wouldPass).toBe(false);
    expect(control(tuning, [FPR, RECALL, gate('recall-difference', 'at-least', -0.01, 'warns')]).wouldPass).toBe(true);
    expect(control(tuning, [FPR, RECALL, gate('recall-difference', 'at-least', -0.01)], 0.79).gates[2]).toMatchObject({ estimate: 0, verdict: 'pass' });
  });

  test('judges F1 and ROC-AUC, and what no threshold moves not at all', () => {
    const gates = [FPR, gate('f1', 'at-least', 0.99), gate('roc-auc', 'at-least', 0.99), gate('size-bytes', 'at-most', 1), gate('latency-p95-ms', 'at-most', 1)];
    const moved = control(SEPARABLE, gates);
    // 1,000 caught, 56 flagged by mistake: F1 = 2000 / 2056.
    expect(moved.gates.map(({ estimate, verdict }) => [estimate, verdict])).toEqual([[0.0056, 'pass'], [2000 / 2056, 'fail'], [1, 'pass']]);
    expect(gatesOfThreshold(gates).map(({ quantity }) => quantity)).toEqual(['false-positive-rate', 'f1', 'roc-auc']);
  });

  test('gates on other sets are none of a threshold\'s: not what is measured on hard negatives or unseen sources', () => {
    const elsewhere = [gate('recall', 'at-least', 1), gate('false-positive-rate-difference', 'at-most', -1)].map((each) => ({ ...each, set: 'unseen' }));
    expect(gatesOfThreshold([FPR, ...elsewhere])).toEqual([FPR]);
    expect(control(SEPARABLE, [FPR, RECALL, ...elsewhere])).toMatchObject({ wouldPass: true, gates: [{ gate: FPR }, { gate: RECALL }] });
  });

  test('siblings are no evidence of their own: the threshold and the gates hold over groups too', () => {
    const tuning = [...rows('benign', spread(10_000, 0, 0.8), 10), ...rows('malicious', spread(1_000, 0.9, 1))];
    const moved = control(tuning);
    expect(moved.threshold).toBe(fitThreshold(tuning, { aim: 0.7, delta: 0.05, limit: 0.01, seed: 7 }));
    expect(moved.gates[0]).toMatchObject({ unit: 'groups', n: 1_000 });
  });

  test('gates that only warn show nothing', () => {
    expect(control(SEPARABLE, [{ ...FPR, effect: 'warns' }]).wouldPass).toBe(false);
  });

  test('without enough tuning prompts, or without attacks, it is unknown', () => {
    expect(control([...rows('benign', spread(100, 0, 1)), ...rows('malicious', [0.9])])).toEqual({
      threshold: null, deployed: 0.5, wouldPass: false, gates: [], sentence: 'Whether moving the threshold alone would pass is unknown: 100 benign tuning prompts are too few to place a threshold.',
    });
    expect(control(rows('benign', spread(500, 0, 1))).sentence).toContain('no tuning attacks');
  });
});
