import { expect, test } from '@jest/globals';
import { flaggedCounts } from '../../../domain/flagged-counts.ts';
import { onePerGroup } from '../../../domain/gates.ts';

test('counts each class over rows and over one row a group, from the threshold on', () => {
  const row = (id: string, groupId: string, label: 'benign' | 'malicious', score: number) => ({ id, groupId, label, score });
  const rows = [row('b1', 'g1', 'benign', 0.5), row('b2', 'g1', 'benign', 0.1), row('b3', 'g2', 'benign', 0.49), row('m1', 'g3', 'malicious', 0.9), row('m2', 'g3', 'malicious', 0.9)];
  const kept = onePerGroup(rows, 7).find(({ groupId }) => groupId === 'g1')!;
  expect(flaggedCounts(rows, 0.5, 7)).toEqual({
    benign: { rows: { count: 1, n: 3 }, groups: { count: kept.id === 'b1' ? 1 : 0, n: 2 } },
    malicious: { rows: { count: 2, n: 2 }, groups: { count: 1, n: 1 } },
  });
});
