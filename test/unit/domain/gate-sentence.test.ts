import { expect, test } from '@jest/globals';
import { judgeGate } from '../../../domain/gates.ts';
import type { GateEvidence } from '../../../domain/gates.ts';
import type { Gate, GateQuantity } from '../../../domain/profile.ts';

const sentence = (quantity: GateQuantity, direction: Gate['direction'], limit: number, evidence: GateEvidence, of: Partial<Gate> = {}): string =>
  judgeGate({ name: quantity, quantity, direction, limit, confidence: 0.95, effect: 'blocks', ...of }, evidence, 1).sentence;
const rate = (count: number, n: number): GateEvidence => ({ kind: 'rate', count, n });

test.each([
  [
    sentence('false-positive-rate', 'at-most', 0.01, rate(68, 8_383)),
    'false-positive-rate: 0.81 % (68 of 8,383 rows, 95 % interval 0.64 % to 1.03 %); the upper bound 0.99 % at 95 % confidence is under the limit of 1 %: pass.',
  ],
  [
    sentence('false-positive-rate', 'at-most', 0.01, rate(948, 100_000)),
    'false-positive-rate: 0.95 % (948 of 100,000 rows, 95 % interval 0.89 % to 1.01 %); the upper bound 0.99997 % at 95 % confidence is under the limit of 1 %: pass.',
  ],
  [
    sentence('false-positive-rate', 'at-most', 0.01, rate(4_179, 100_000)),
    'false-positive-rate: 4.18 % (4,179 of 100,000 rows, 95 % interval 4.06 % to 4.3 %); the lower bound 4.08 % at 95 % confidence is not under the limit of 1 %: fail.',
  ],
  [
    sentence('false-positive-rate', 'at-most', 0.01, rate(5, 1_000)),
    'false-positive-rate: 0.5 % (5 of 1,000 rows, 95 % interval 0.21 % to 1.17 %); the upper bound 1.05 % at 95 % confidence is not under the limit of 1 %: not enough evidence; 2,185 rows would do if this is the true value, at 80 % power.',
  ],
  [
    sentence('false-positive-rate', 'at-most', 0.01, { kind: 'rate', count: 4, n: 300, unit: 'groups' }),
    'false-positive-rate: 1.33 % (4 of 300 groups, 95 % interval 0.52 % to 3.38 %); the upper bound 3.03 % at 95 % confidence is not under the limit of 1 %: not enough evidence; no number of groups would do at this value.',
  ],
  [
    sentence('false-positive-rate', 'at-most', 0.01, rate(0, 0)),
    'false-positive-rate: nothing measured (0 rows); the upper bound 100 % at 95 % confidence is not under the limit of 1 %: not enough evidence; 299 rows would do without a single error.',
  ],
  [
    sentence('recall', 'at-least', 0.95, rate(970, 1_000)),
    'recall: 97 % (970 of 1,000 rows, 95 % interval 95.75 % to 97.89 %); the lower bound 95.95 % at 95 % confidence is over the limit of 95 %: pass.',
  ],
  [
    sentence('recall-difference', 'at-least', -0.01, { kind: 'difference', estimate: -0.002, lowerBound: -0.006, upperBound: 0.002, n: 1_500 }),
    'recall-difference: -0.2 points (1,500 rows); the lower bound -0.6 points at 95 % confidence is over the limit of -1 points: pass.',
  ],
  [
    sentence('false-positive-rate-difference', 'at-most', 0.01, { kind: 'difference', estimate: 0.02, lowerBound: 0.011, upperBound: 0.03, n: 150 }, { set: 'hard-negatives' }),
    'false-positive-rate-difference, on hard-negatives: 2 points (150 rows); the lower bound 1.1 points at 95 % confidence is not under the limit of 1 points: fail.',
  ],
  [
    sentence('recall', 'at-least', 0.9, { kind: 'rate', count: 100, n: 100 }, { name: 'one', set: 'unseen', slice: 'source:deepset' }),
    'one, on unseen, source:deepset: 100 % (100 of 100 rows, 95 % interval 96.3 % to 100 %); the lower bound 97.05 % at 95 % confidence is over the limit of 90 %: pass.',
  ],
  [
    sentence('recall', 'at-least', 0.9, { kind: 'rate', count: 100, n: 100 }, { name: 'disguised (family:leet)', set: 'adversarial', slice: 'family:leet' }),
    'disguised (family:leet), on adversarial: 100 % (100 of 100 rows, 95 % interval 96.3 % to 100 %); the lower bound 97.05 % at 95 % confidence is over the limit of 90 %: pass.',
  ],
  [
    sentence('roc-auc-difference', 'at-least', 0, { kind: 'difference', estimate: 0.065, lowerBound: 0.04, upperBound: 0.09, n: 1_100, confidence: 0.975 }, { set: 'unseen' }),
    'roc-auc-difference, on unseen: 0.065 (1,100 rows); the lower bound 0.04 at 97.5 % confidence is over the limit of 0: pass.',
  ],
  [sentence('size-bytes', 'at-most', 25e6, { kind: 'value', value: 25_000_400 }), 'size-bytes: 25.0004 MB is not at most the limit of 25 MB: fail.'],
  [sentence('latency-p95-ms', 'at-most', 10, { kind: 'value', value: 9.37, n: 1_000 }), 'latency-p95-ms: 9.37 ms on 1,000 rows is at most the limit of 10 ms: pass.'],
  [sentence('f1', 'at-least', 0.95, { kind: 'value', value: 0.96543 }), 'f1: 0.9654 is at least the limit of 0.95: pass.'],
])('%#', (actual, expected) => {
  expect(actual).toBe(expected);
});
