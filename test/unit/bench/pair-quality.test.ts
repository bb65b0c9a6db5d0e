import { expect, test } from '@jest/globals';
import { nearPairs, pairQuality } from '../../../bench/pair-quality.ts';

test('pairs at or above the threshold, by exact Jaccard of character 5-shingles', () => {
  // 9 and 8 shingles, 8 of them shared: 8/9. The third shares none, the fourth is too short for one of five.
  const texts = ['abcdefghijklm', 'abcdefghijkl', 'nopqrstuvwxyz', 'abc'];
  expect(nearPairs(texts, 8 / 9).map((pair) => [...pair].sort())).toEqual([[0, 1]]);
  expect(nearPairs(texts, 0.9)).toEqual([]);
});

test('recall counts the near pairs in one cluster, precision the clustered pairs that chains of near pairs join', () => {
  const chain = [[0, 1], [1, 2]] as const;
  expect(pairQuality(chain, [0, 0, 0, 3, 4])).toEqual({ recall: 1, precision: 1 });
  expect(pairQuality(chain, [0, 0, 2, 3, 4])).toEqual({ recall: 0.5, precision: 1 });
  expect(pairQuality(chain, [0, 0, 0, 3, 3])).toEqual({ recall: 1, precision: 0.75 });
});
