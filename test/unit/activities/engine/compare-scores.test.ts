import { describe, expect, test } from '@jest/globals';
import { compareScores } from '../../../../activities/engine/compare-scores.ts';
import { row } from '../../../support/stage-bench.ts';

const rows = ['a', 'b', 'c', 'd', 'e'].map((id, index) => row({ id, label: index < 3 ? 'benign' : 'malicious' }));

describe('compareScores', () => {
  test('finds no difference between equal scores', () => {
    expect(compareScores(rows, [0, 0.25, 0.5, 0.75, 1], [0, 0.25, 0.5, 0.75, 1], 0.5)).toEqual({
      rows: 5, maxAbsoluteDifference: 0, meanAbsoluteDifference: 0, flipRate: 0, benignToMalicious: [], maliciousToBenign: [],
    });
  });

  test('counts decisions in both directions; a score at the threshold is malicious', () => {
    const equivalence = compareScores(rows, [0.25, 0.25, 0.5, 0.75, 1], [0.5, 0, 0.25, 0.25, 0.5], 0.5);
    expect(equivalence).toEqual({
      rows: 5,
      maxAbsoluteDifference: 0.5,
      meanAbsoluteDifference: (0.25 + 0.25 + 0.25 + 0.5 + 0.5) / 5,
      flipRate: 0.6,
      benignToMalicious: [{ id: 'a', label: 'benign', before: 0.25, after: 0.5 }],
      maliciousToBenign: [{ id: 'c', label: 'benign', before: 0.5, after: 0.25 }, { id: 'd', label: 'malicious', before: 0.75, after: 0.25 }],
    });
  });

  test('compares only as many as there are rows, in their order', () => {
    expect(compareScores(rows.slice(0, 1), [0.1, 0.9], Float64Array.of(0.2, 0.1), 0.5)).toMatchObject({ rows: 1, flipRate: 0 });
  });

  test('of no rows is nothing, not NaN', () => {
    expect(compareScores([], [], [], 0.5)).toMatchObject({ rows: 0, maxAbsoluteDifference: 0, meanAbsoluteDifference: 0, flipRate: 0 });
  });
});
