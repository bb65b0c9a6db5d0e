import { expect, test } from '@jest/globals';
import { rng } from '../../../../domain/rng.ts';
import { histogramAuc } from '../../../../domain/statistics/histogram-auc.ts';
import { rocAuc } from '../../../../domain/statistics/ranking.ts';

test('counts pairs by hand: ties are half', () => {
  // Benign 1, 2, 2; malicious 2, 3: six pairs, of which 3 > all (3), 2 > 1 (1) and 2 = 2 twice (1).
  expect(histogramAuc([{ value: 3, benign: 0, malicious: 1 }, { value: 1, benign: 1, malicious: 0 }, { value: 2, benign: 2, malicious: 1 }])).toBeCloseTo(5 / 6, 12);
});

test('is what rocAuc says of the rows', () => {
  const random = rng('lengths');
  const [benign, malicious] = [Array.from({ length: 500 }, () => random.below(40)), Array.from({ length: 300 }, () => 5 + random.below(60))];
  const histogram = Array.from({ length: 70 }, (_, value) => ({ value, benign: benign.filter((each) => each === value).length, malicious: malicious.filter((each) => each === value).length }));
  expect(histogramAuc(histogram)).toBeCloseTo(rocAuc(benign.map((each) => each / 100), malicious.map((each) => each / 100)), 12);
});

test('is unknown without one of the classes', () => {
  expect(histogramAuc([{ value: 1, benign: 3, malicious: 0 }])).toBeNull();
  expect(histogramAuc([])).toBeNull();
});
