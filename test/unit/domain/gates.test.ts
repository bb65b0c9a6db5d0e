import { describe, expect, test } from '@jest/globals';
import { confidenceAfterLooks, judgeGate, onePerGroup, overallVerdict, worse } from '../../../domain/gates.ts';
import type { GateResult } from '../../../domain/gates.ts';
import type { Gate } from '../../../domain/profile.ts';
import { rng } from '../../../domain/rng.ts';
import { rowsNeeded } from '../../../domain/statistics/binomial.ts';

const gate = (changes: Partial<Gate> = {}): Gate => ({
  name: 'false-positive-rate',
  quantity: 'false-positive-rate',
  direction: 'at-most',
  limit: 0.01,
  confidence: 0.95,
  effect: 'blocks',
  ...changes,
});
const recallGate = gate({ name: 'recall', quantity: 'recall', direction: 'at-least', limit: 0.95 });
const differenceGate = gate({ name: 'recall-difference', quantity: 'recall-difference', direction: 'at-least', limit: -0.01 });
const sizeGate = gate({ name: 'size', quantity: 'size-bytes', limit: 25_000_000 });

const judged = (count: number, n: number, looks = 1): GateResult => judgeGate(gate(), { kind: 'rate', count, n }, looks);

describe('a false-positive gate at 1 %', () => {
  test.each([
    [0, 298, 1, 'not-enough-evidence'],
    [0, 299, 1, 'pass'],
    [68, 8_383, 1, 'pass'],
    [69, 8_383, 1, 'not-enough-evidence'],
    [271, 30_000, 1, 'pass'],
    [271, 30_000, 10, 'not-enough-evidence'],
    [256, 30_000, 10, 'pass'],
    [257, 30_000, 10, 'not-enough-evidence'],
    [948, 100_000, 1, 'pass'],
    [4_179, 100_000, 1, 'fail'],
    [6, 300, 1, 'not-enough-evidence'],
    [8, 300, 1, 'fail'],
  ])('%d of %d with %d looks: %s', (count, n, looks, verdict) => {
    expect(judged(count, n, looks).verdict).toBe(verdict);
  });

  test('says how many rows would do, more than there were', () => {
    const result = judged(69, 8_383);
    expect(result.rowsNeeded).toBe(rowsNeeded(69 / 8_383, 0.01, 0.95));
    expect(result.rowsNeeded).toBeGreaterThan(8_383);
  });

  test('no number would do when the observed rate is at or over the limit', () => {
    expect(judged(3, 300)).toMatchObject({ verdict: 'not-enough-evidence', rowsNeeded: null });
    expect(judged(6, 300)).toMatchObject({ verdict: 'not-enough-evidence', rowsNeeded: null });
  });

  test('of no rows asks for what an error-free model would need', () => {
    expect(judged(0, 0)).toMatchObject({ verdict: 'not-enough-evidence', estimate: null, rowsNeeded: 299, lowerBound: 0, upperBound: 1 });
  });

  test('carries its figures as JSON', () => {
    const result = judged(68, 8_383);
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
    expect(result).toMatchObject({ count: 68, n: 8_383, confidence: 0.95, unit: 'rows', rowsNeeded: null });
    expect(result.upperBound).toBeCloseTo(0.0099167, 7);
    expect(result.wilson!.low).toBeLessThan(68 / 8_383);
  });

  test('a model exactly at the limit passes in at most 5 % of seeded draws', () => {
    const random = rng('fpr-gate-at-limit');
    const verdicts = new Map<number, string>();
    let passed = 0;
    const draws = 2_000;
    for (let draw = 0; draw < draws; draw++) {
      let count = 0;
      for (let row = 0; row < 1_000; row++) if (random.next() < 0.01) count++;
      if (!verdicts.has(count)) verdicts.set(count, judged(count, 1_000).verdict);
      if (verdicts.get(count) === 'pass') passed++;
    }
    // Exactly P(X <= 4) = 0.0287; the gate must sometimes pass, or this would prove nothing.
    expect(passed / draws).toBeLessThanOrEqual(0.05);
    expect(passed / draws).toBeGreaterThan(0.01);
  });
});

describe('a recall gate at 95 %', () => {
  test.each([
    [1_000, 1_000, 'pass'],
    [59, 59, 'pass'],
    [58, 58, 'not-enough-evidence'],
    [970, 1_000, 'pass'],
    [955, 1_000, 'not-enough-evidence'],
    [930, 1_000, 'fail'],
  ])('%d of %d: %s', (count, n, verdict) => {
    expect(judgeGate(recallGate, { kind: 'rate', count, n }, 1).verdict).toBe(verdict);
  });

  test('mirrors the at-most gate on the misses', () => {
    const caught = judgeGate(recallGate, { kind: 'rate', count: 955, n: 1_000 }, 3);
    const missed = judgeGate(gate({ limit: 0.05 }), { kind: 'rate', count: 45, n: 1_000 }, 3);
    expect(caught.lowerBound).toBeCloseTo(1 - missed.upperBound!, 10);
    expect(caught.rowsNeeded).toBe(missed.rowsNeeded);
    expect(judgeGate(recallGate, { kind: 'rate', count: 950, n: 1_000 }, 1).rowsNeeded).toBeNull();
  });
});

describe('a difference gate', () => {
  const evidence = (estimate: number, lowerBound: number, upperBound: number) => ({ kind: 'difference', estimate, lowerBound, upperBound, n: 1_000 }) as const;

  test('passes over the limit, fails under it, else waits for rows', () => {
    expect(judgeGate(differenceGate, evidence(0, -0.009, 0.009), 1).verdict).toBe('pass');
    expect(judgeGate(differenceGate, evidence(0, -0.01, 0.009), 1).verdict).toBe('not-enough-evidence');
    expect(judgeGate(differenceGate, evidence(-0.03, -0.05, -0.01), 1).verdict).toBe('fail');
  });

  test('asks for rows by the square-root law: the spread of 0.02 must shrink to 0.01 and leave 80 % power', () => {
    const growth = 1 + 0.8416212335729143 / 1.6448536269514722;
    expect(judgeGate(differenceGate, evidence(0, -0.02, 0.02), 1).rowsNeeded).toBe(Math.ceil(1_000 * (2 * growth) ** 2));
    expect(judgeGate(differenceGate, evidence(-0.01, -0.02, 0), 1).rowsNeeded).toBeNull();
    expect(judgeGate(differenceGate, evidence(-0.015, -0.03, 0), 1).rowsNeeded).toBeNull();
  });

  test('without an upper bound cannot fail', () => {
    expect(judgeGate(differenceGate, { kind: 'difference', estimate: -0.5, lowerBound: -0.6, n: 10 }, 1).verdict).toBe('not-enough-evidence');
  });

  test('refuses bounds that do not hold the estimate', () => {
    expect(() => judgeGate(differenceGate, evidence(0.1, 0.2, 0.3), 1)).toThrow(/lowerBound <= estimate/);
    expect(() => judgeGate(differenceGate, evidence(Number.NaN, 0, 0), 1)).toThrow(/lowerBound <= estimate/);
  });
});

describe('a value gate', () => {
  test('passes at the limit itself, in both directions', () => {
    expect(judgeGate(sizeGate, { kind: 'value', value: 25_000_000 }, 1).verdict).toBe('pass');
    expect(judgeGate(sizeGate, { kind: 'value', value: 25_000_001 }, 1).verdict).toBe('fail');
    const auc = gate({ name: 'roc-auc', quantity: 'roc-auc', direction: 'at-least', limit: 0.98 });
    expect(judgeGate(auc, { kind: 'value', value: 0.98, n: 40 }, 1)).toMatchObject({ verdict: 'pass', n: 40, confidence: null });
    expect(judgeGate(auc, { kind: 'value', value: 0.979 }, 1).verdict).toBe('fail');
  });

  test('refuses what was not measured', () => {
    expect(() => judgeGate(sizeGate, { kind: 'value', value: Number.NaN }, 1)).toThrow(/finite/);
  });
});

test('evidence of the wrong kind cannot slip past the bound', () => {
  expect(() => judgeGate(gate(), { kind: 'value', value: 0.001 }, 1)).toThrow(/Give evidence of kind 'rate'/);
});

test('alpha is divided over the looks', () => {
  expect(confidenceAfterLooks(0.95, 1)).toBe(0.95);
  expect(confidenceAfterLooks(0.95, 10)).toBeCloseTo(0.995, 12);
  for (const looks of [0, -1, 1.5, Number.NaN]) expect(() => confidenceAfterLooks(0.95, looks)).toThrow(/^looks/);
  expect(() => confidenceAfterLooks(0.5, 1)).toThrow(/^confidence/);
});

describe('worse', () => {
  const [pass, unsure, fail] = [judged(0, 1_000), judged(9, 1_000), judged(50, 1_000)];

  test('goes by verdict first', () => {
    expect([pass, unsure, fail].map(({ verdict }) => verdict)).toEqual(['pass', 'not-enough-evidence', 'fail']);
    for (const [a, b] of [[pass, unsure], [unsure, fail], [pass, fail]] as const) {
      expect(worse(a, b)).toBe(b);
      expect(worse(b, a)).toBe(b);
    }
  });

  test('then by the bound: fewer groups than rows prove less', () => {
    const [rows, groups] = [judged(0, 3_000), judged(0, 400)];
    expect(worse(rows, groups)).toBe(groups);
    const caught = (count: number, n: number): GateResult => judgeGate(recallGate, { kind: 'rate', count, n }, 1);
    const [many, few] = [caught(990, 1_000), caught(99, 100)];
    expect(worse(few, many)).toBe(few);
  });

  test('refuses two different gates', () => {
    expect(() => worse(pass, judgeGate(recallGate, { kind: 'rate', count: 1, n: 1 }, 1))).toThrow(/one gate/);
  });
});

describe('overallVerdict', () => {
  const size = (value: number, effect: Gate['effect']): GateResult => judgeGate({ ...sizeGate, effect }, { kind: 'value', value }, 1);
  const [pass, unsure, fail, warning] = [judged(0, 1_000), judged(9, 1_000), size(1e9, 'blocks'), size(1e9, 'warns')];

  test('passes only when every blocking gate does; a warning blocks nothing', () => {
    expect(overallVerdict([pass, warning])).toBe('pass');
    expect(overallVerdict([pass, unsure, warning])).toBe('not-enough-evidence');
    expect(overallVerdict([pass, unsure, fail])).toBe('fail');
  });

  test('no result is no evidence', () => {
    expect(overallVerdict([])).toBe('not-enough-evidence');
  });
});

describe('onePerGroup', () => {
  const rows = Array.from({ length: 300 }, (_, i) => ({ id: `row-${i}`, groupId: `group-${i % 40}`, score: i }));

  test('keeps one row of each group, in their order', () => {
    const kept = onePerGroup(rows, 7);
    expect(kept.map(({ groupId }) => groupId).sort()).toEqual([...new Set(rows.map(({ groupId }) => groupId))].sort());
    expect(kept.map(({ score }) => score)).toEqual(kept.map(({ score }) => score).sort((a, b) => a - b));
  });

  test('depends on the seed, not on the order of the rows', () => {
    const ids = (kept: { id: string }[]): string[] => kept.map(({ id }) => id).sort();
    expect(ids(onePerGroup(rng('order').shuffle(rows), 7))).toEqual(ids(onePerGroup(rows, 7)));
    expect(ids(onePerGroup(rows, 8))).not.toEqual(ids(onePerGroup(rows, 7)));
  });

  test('does not favour the first row of a group', () => {
    const firsts = onePerGroup(rows, 7).filter(({ score }) => score < 40).length;
    expect(firsts).toBeLessThan(15);
  });
});
