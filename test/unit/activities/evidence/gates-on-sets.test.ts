import { expect, test } from '@jest/globals';
import { gatesOnSetsAgain } from '../../../../activities/evidence/checks/gates-on-sets.ts';
import { judgeGate } from '../../../../domain/gates.ts';
import type { GateResult } from '../../../../domain/gates.ts';
import { judgeMeasured } from '../../../../domain/judge-measured.ts';
import type { Measurements } from '../../../../domain/measurements.ts';
import type { Gate } from '../../../../domain/profile.ts';

const counts = { both: 80, onlyChampion: 0, onlyChallenger: 15, neither: 5 };
const slice = (set: string, label: 'benign' | 'malicious'): Measurements['slices'][number] => ({ set, slice: 'all', label, rows: counts, groups: counts });
const hard: Gate = { name: 'hard', quantity: 'false-positive-rate', direction: 'at-most', limit: 0.5, confidence: 0.95, effect: 'warns', set: 'hard-negatives' };
const disguised: Gate = { name: 'disguised', quantity: 'recall', direction: 'at-least', limit: 0.8, confidence: 0.95, effect: 'blocks', set: 'adversarial' };
const stress: Measurements = { slices: [slice('adversarial', 'malicious')], aucs: [] };
const passed = (gate: Gate): GateResult => judgeGate(gate, { kind: 'rate', count: gate === hard ? 10 : 100, n: 100 }, 1);
const again = (gates: readonly Gate[], measured: Parameters<typeof gatesOnSetsAgain>[1], hardNegatives: boolean, stated: readonly GateResult[] = [passed(hard), passed(disguised)]): GateResult[] => gatesOnSetsAgain(gates, measured, { gates: stated, hardNegatives });

test('judges on what stress measured, whether there was a probe or not', () => {
  expect(again([disguised], { stress }, true)).toEqual(judgeMeasured([disguised], stress));
  expect(again([disguised], { stress }, true)).not.toEqual([passed(disguised)]);
  expect(again([disguised], {}, true)[0]!.verdict).toBe('not-enough-evidence');
});

test('takes hard negatives as stated only where certify scored them and keeps no counts', () => {
  expect(again([hard], {}, true)).toEqual([passed(hard)]);
  expect(again([hard], {}, false)[0]!.verdict).toBe('not-enough-evidence');
  const probe = { slices: [slice('hard-negatives', 'benign')], aucs: [] };
  expect(again([hard], { probe }, true)).toEqual(judgeMeasured([hard], probe));
});

test('of what is stated, the verdict has to follow from the count, and the gate has to be the one asked for', () => {
  expect(again([hard], {}, true, [{ ...passed(hard), count: 90 }])[0]!.verdict).toBe('fail');
  expect(again([hard], {}, true, [{ ...passed(hard), count: null }])[0]!.verdict).toBe('not-enough-evidence');
  const difference: Gate = { ...hard, name: 'change', quantity: 'false-positive-rate-difference', limit: 0.01 };
  const open = judgeGate(difference, { kind: 'difference', estimate: 0, lowerBound: -0.1, upperBound: 0.1, n: 150, unit: 'rows' }, 1);
  expect(again([difference], {}, true, [open])).toEqual([open]);
  expect(again([difference], {}, true, [{ ...open, verdict: 'pass' }])).toEqual([open]);
  expect(again([hard], {}, true, [passed({ ...hard, limit: 0.9 })])[0]!.verdict).toBe('not-enough-evidence');
});

test('a gate on another slice of them says what there was, as certify did', () => {
  const sliced = { ...hard, slice: 'category:code-review' };
  expect(again([sliced], {}, true)).toEqual(judgeMeasured([sliced], { slices: [slice('hard-negatives', 'benign')], aucs: [] }));
});
