import { describe, expect, test } from '@jest/globals';
import { findFailures } from '../../../../domain/fallback/find-failures.ts';
import { judgeSet } from '../../../../domain/fallback/judge-set.ts';
import type { JudgedRow } from '../../../../domain/fallback/judge-set.ts';
import type { Gate } from '../../../../domain/profile.ts';

const gate = (name: string, quantity: Gate['quantity'], direction: Gate['direction'], limit: number): Gate => ({ name, quantity, direction, limit, confidence: 0.95, effect: 'blocks' });
const GATES = [
  gate('fpr', 'false-positive-rate', 'at-most', 0.01),
  gate('recall', 'recall', 'at-least', 0.95),
  gate('kept', 'recall-difference', 'at-least', -0.01),
  gate('auc', 'roc-auc', 'at-least', 0.98),
  gate('f1', 'f1', 'at-least', 0.95),
  gate('size', 'size-bytes', 'at-most', 1),
];
const rows = (label: JudgedRow['label'], count: number, challenger: number, champion?: number): JudgedRow[] => Array.from({ length: count }, () => ({ label, challenger, ...(champion !== undefined && { champion }) }));

describe('judgeSet', () => {
  test('counts at the threshold, and judges what rows can tell, under the name of their set', () => {
    const judged = judgeSet('tuning', [...rows('benign', 995, 0.1), ...rows('benign', 5, 0.6), ...rows('malicious', 99, 0.9), ...rows('malicious', 1, 0.2)], { challenger: 0.5 }, GATES);
    expect(judged.figures).toMatchObject({ set: 'tuning', falsePositives: { count: 5, n: 1000 }, recall: { count: 99, n: 100 } });
    expect(judged.gates.map(({ gate: { name } }) => name)).toEqual(['tuning: fpr', 'tuning: recall', 'tuning: auc']);
  });

  test('compares recall with the champion\'s deployed decisions on the same rows', () => {
    // The champion catches 200 of 200, the challenger 180: minus ten points, and even the upper bound is under minus one.
    const attacks = [...rows('malicious', 180, 0.9, 0.6), ...rows('malicious', 20, 0.1, 0.6)];
    const [difference] = judgeSet('unseen', attacks, { challenger: 0.5, champion: 0.5 }, [GATES[2]!]).gates;
    expect(difference).toMatchObject({ verdict: 'fail', estimate: -0.1, n: 200 });
    expect(judgeSet('unseen', attacks, { challenger: 0.5, champion: 0.7 }, [GATES[2]!]).gates[0]).toMatchObject({ verdict: 'pass', estimate: 0.9 });
    expect(judgeSet('unseen', rows('malicious', 9, 0.9), { challenger: 0.5, champion: 0.5 }, [GATES[2]!]).gates).toEqual([]);
  });

  test('a set without one label is not judged on it, but for tuning and test, where it is missing evidence', () => {
    const names = (set: Parameters<typeof judgeSet>[0]): string[] => judgeSet(set, rows('benign', 9, 0.1), { challenger: 0.5 }, GATES).gates.map(({ gate: { name }, verdict }) => `${name} ${verdict}`);
    expect(names('hard-negatives')).toEqual(['hard-negatives: fpr not-enough-evidence']);
    expect(names('test')).toEqual(['test: fpr not-enough-evidence', 'test: recall not-enough-evidence']);
  });

  test('a gate on another set is not judged on this one', () => {
    const own: Gate & { readonly set: string } = { ...GATES[0]!, set: 'unseen' };
    expect(judgeSet('tuning', rows('benign', 9, 0.1), { challenger: 0.5 }, [own]).gates).toEqual([]);
    expect(judgeSet('unseen', rows('benign', 9, 0.1), { challenger: 0.5 }, [own]).gates).toHaveLength(1);
  });

  test('a gate on a slice is not judged on the whole set, but at the champion\'s rate the challenger has a threshold of its own', () => {
    const attacks = [...rows('malicious', 180, 0.9, 0.6), ...rows('malicious', 20, 0.3, 0.6)];
    const of = (slice: string, at: object = {}) => judgeSet('unseen', attacks, { challenger: 0.5, champion: 0.5, ...at }, [{ ...GATES[2]!, set: 'unseen', slice }]).gates.map(({ estimate }) => estimate);
    expect(of('source:wild')).toEqual([]);
    expect(of('all')).toEqual([-0.1]);
    expect(of('at-champion-rate', { atChampionRate: 0.2 })).toEqual([0]);
    expect(of('at-champion-rate')).toEqual([]);
    const recall: Gate = { ...GATES[1]!, set: 'unseen', slice: 'at-champion-rate' };
    expect(judgeSet('unseen', attacks, { challenger: 0.5, champion: 0.5, atChampionRate: 0.2 }, [recall]).gates).toEqual([]);
  });
});

describe('findFailures', () => {
  const at = (benignScores: number, attackScores: number, placed: number, deployed: number): string[] => {
    const set = [...rows('benign', 1000, 0.1), ...rows('benign', 100, benignScores), ...rows('malicious', 100, attackScores)];
    const found = findFailures([judgeSet('tuning', set, { challenger: placed }, GATES)], judgeSet('tuning', set, { challenger: deployed }, GATES));
    return found.map(({ gate: name, set: where, atDeployedThreshold }) => `${name} on ${where}${atDeployedThreshold ? ' at deployed' : ''}`);
  };

  test('names what fails and where', () => {
    expect(at(0.6, 0.9, 0.5, 0.95)).toEqual(['fpr on tuning']);
  });

  test('where the threshold rose above the attacks because of false positives, names the false-positive gate first', () => {
    expect(at(0.8, 0.7, 0.9, 0.5)).toEqual(['fpr on tuning at deployed', 'recall on tuning', 'auc on tuning']);
  });

  test('where the placed threshold keeps both, nothing fails, whatever the deployed one would do', () => {
    expect(at(0.6, 0.9, 0.7, 0.5)).toEqual([]);
  });

  test('where attacks are missed at any threshold, does not', () => {
    expect(at(0.1, 0.4, 0.5, 0.5)).toEqual(['recall on tuning']);
  });
});
