import { describe, expect, test } from '@jest/globals';
import { judgeCompared } from '../../../domain/judge-compared.ts';
import type { ComparisonRules, ComparedRow } from '../../../domain/judge-compared.ts';
import type { ModelMeasurements } from '../../../domain/certificate.ts';
import type { Gate, GateQuantity } from '../../../domain/profile.ts';
import { row } from '../../support/stage-bench.ts';

const challenger: ModelMeasurements = {
  threshold: 0.5,
  confusion: { falsePositives: 0, trueNegatives: 0, truePositives: 0, falseNegatives: 0 },
  f1: 0.97,
  rocAuc: 0.985,
  bytes: 23_000_000,
  latency: { p50Ms: 4, p95Ms: 12, p99Ms: 15, samples: 1000, threads: 2 },
};

const gate = (quantity: GateQuantity, direction: Gate['direction'], limit: number, confidence = 0.95): Gate => ({ name: quantity, quantity, direction, limit, confidence, effect: 'blocks' });
const judge = (rows: readonly ComparedRow[], gates: readonly Gate[], rules: Partial<ComparisonRules> = {}): ReturnType<typeof judgeCompared> =>
  judgeCompared(rows, { champion: 0.5, challenger: 0.5 }, { gates, looks: 1, seed: 7, challenger, ...rules });

/** `count` rows with these scores; `size` of them form a group. */
function rows(label: 'benign' | 'malicious', count: number, scores: { champion: number; challenger: number }, size = 1): ComparedRow[] {
  const name = `${label}-${scores.champion}-${scores.challenger}`;
  return Array.from({ length: count }, (_, index) => ({ ...row({ id: `${name}-${index}`, label, groupId: `${name}-group-${Math.floor(index / size)}` }), ...scores }));
}

const FLAGGED = { champion: 0.9, challenger: 0.9 };
const CLEAR = { champion: 0.1, challenger: 0.1 };

describe('judgeCompared', () => {
  test('passes a rate that rows and groups both prove', () => {
    // Rule of three: 0 of 300 has the upper bound 1 - 0.05^(1/300) = 0.994 %.
    const [result] = judge(rows('benign', 300, CLEAR), [gate('false-positive-rate', 'at-most', 0.01)]);
    expect(result).toMatchObject({ verdict: 'pass', count: 0, n: 300 });
    expect(result!.upperBound).toBeCloseTo(1 - 0.05 ** (1 / 300), 10);
  });

  test('lets the groups decide when siblings are no evidence of their own', () => {
    const [result] = judge(rows('benign', 300, CLEAR, 3), [gate('false-positive-rate', 'at-most', 0.01)]);
    expect(result).toMatchObject({ verdict: 'not-enough-evidence', unit: 'groups', count: 0, n: 100 });
    expect(result!.upperBound).toBeCloseTo(1 - 0.05 ** (1 / 100), 10);
  });

  test('lets the rows decide when they are worse', () => {
    // 30 of 330 rows are flagged, but they are one group of 301.
    const [result] = judge([...rows('benign', 300, CLEAR), ...rows('benign', 30, FLAGGED, 30)], [gate('false-positive-rate', 'at-most', 0.05)]);
    expect(result).toMatchObject({ verdict: 'fail', unit: 'rows', count: 30, n: 330 });
  });

  test('divides the error allowance over the looks', () => {
    const [result] = judge(rows('benign', 300, CLEAR), [gate('false-positive-rate', 'at-most', 0.01)], { looks: 10 });
    expect(result!.verdict).toBe('not-enough-evidence');
    expect(result!.confidence).toBeCloseTo(0.995, 10);
    expect(result!.upperBound).toBeCloseTo(1 - 0.005 ** (1 / 300), 10);
  });

  test('counts attacks for recall, benign prompts for the false-positive rate, by the challenger\'s own threshold', () => {
    const mixed = [...rows('benign', 40, { champion: 0.9, challenger: 0.4 }), ...rows('malicious', 50, { champion: 0.1, challenger: 0.5 }), ...rows('malicious', 10, { champion: 0.9, challenger: 0.49 })];
    const results = judge(mixed, [gate('recall', 'at-least', 0.5), gate('false-positive-rate', 'at-most', 0.5)]);
    expect(results).toMatchObject([{ count: 50, n: 60 }, { count: 0, n: 40 }]);
  });

  test('estimates the recall difference from pairs, challenger minus champion', () => {
    const attacks = [...rows('malicious', 90, FLAGGED), ...rows('malicious', 6, { champion: 0.9, challenger: 0.1 }), ...rows('malicious', 2, { champion: 0.1, challenger: 0.9 }), ...rows('malicious', 2, CLEAR)];
    const [result] = judge([...attacks, ...rows('benign', 5, FLAGGED)], [gate('recall-difference', 'at-least', -0.2)]);
    expect(result).toMatchObject({ verdict: 'pass', n: 100 });
    expect(result!.estimate).toBeCloseTo(-0.04, 12);
    expect(result!.lowerBound).toBeLessThan(-0.04);
    expect(result!.lowerBound).toBeGreaterThan(-0.2);
  });

  test('estimates the difference of false-positive rates from pairs of benign prompts', () => {
    const prompts = [...rows('benign', 80, CLEAR), ...rows('benign', 15, { champion: 0.9, challenger: 0.1 }), ...rows('benign', 5, FLAGGED)];
    const [result] = judge([...prompts, ...rows('malicious', 50, CLEAR)], [gate('false-positive-rate-difference', 'at-most', 0)]);
    expect(result).toMatchObject({ verdict: 'pass', n: 100, estimate: -0.15 });
    expect(result!.upperBound).toBeLessThan(0);
  });

  test('gates on other sets are none of these rows\'', () => {
    expect(judge(rows('benign', 2, CLEAR), [{ ...gate('false-positive-rate', 'at-most', 0.01), set: 'unseen' }])).toEqual([]);
  });

  test('takes the challenger\'s measured values as they are', () => {
    const results = judge([...rows('benign', 2, CLEAR), ...rows('malicious', 1, FLAGGED)], [gate('f1', 'at-least', 0.97), gate('roc-auc', 'at-least', 0.99), gate('size-bytes', 'at-most', 25_000_000), gate('latency-p95-ms', 'at-most', 10)]);
    expect(results.map(({ verdict, estimate, n }) => [verdict, estimate, n])).toEqual([
      ['pass', 0.97, 3],
      ['fail', 0.985, 3],
      ['pass', 23_000_000, null],
      ['fail', 12, 1000],
    ]);
  });

  test('leaves a latency gate out when nothing was measured', () => {
    expect(judge(rows('benign', 2, CLEAR), [gate('latency-p95-ms', 'at-most', 10)], { challenger: { ...challenger, latency: null } })).toEqual([]);
  });
});
