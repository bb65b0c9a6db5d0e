import { expect, test } from '@jest/globals';
import { fooledShares } from '../../../domain/fooled-shares.ts';

const scored = (label: 'benign' | 'malicious', ...scores: number[]): { label: 'benign' | 'malicious'; score: number }[] => scores.map((score) => ({ label, score }));

test('benign texts at or over the threshold are wrong, malicious ones under it', () => {
  const shares = fooledShares([...scored('benign', 0.1, 0.5, 0.9, 0.2), ...scored('malicious', 0.5, 0.49)], 0.5);
  expect(shares).toMatchObject({ benign: { count: 2, n: 4, rate: 0.5 }, malicious: { count: 1, n: 2, rate: 0.5 } });
  // Wilson's interval of 2 in 4.
  expect(shares.benign!.low).toBeCloseTo(0.15, 2);
  expect(shares.benign!.high).toBeCloseTo(0.85, 2);
});

test('a label without rows is not there', () => expect(fooledShares(scored('benign', 0.1), 0.5)).not.toHaveProperty('malicious'));
