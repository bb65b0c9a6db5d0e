import { describe, expect, test } from '@jest/globals';
import { largestRemainder } from '../../../domain/allocation.ts';

const sum = (parts: readonly number[]): number => parts.reduce((a, b) => a + b, 0);

describe('largestRemainder', () => {
  test('gives the worked example: 2,500 over 1,797/1,073/802/507', () => {
    expect(largestRemainder([1797, 1073, 802, 507], 2500)).toEqual([1075, 642, 480, 303]);
  });

  test('gives the seats of the textbook example of the Hamilton method', () => {
    expect(largestRemainder([47000, 16000, 15800, 12000, 6100, 3100], 10)).toEqual([5, 2, 1, 1, 1, 0]);
  });

  test('gives equal remainders to the lower index', () => {
    expect(largestRemainder([1, 1, 1], 4)).toEqual([2, 1, 1]);
    expect(largestRemainder([0.1, 0.1, 0.1, 0.1, 0.1, 0.1], 3)).toEqual([1, 1, 1, 0, 0, 0]);
  });

  test('sums exactly for every total', () => {
    for (let total = 0; total < 500; total++) expect(sum(largestRemainder([0.4, 0.15, 0.15, 0.15, 0.15], total))).toBe(total);
  });

  test('moves what a cap refuses to the others in proportion', () => {
    expect(largestRemainder([50, 25, 25], 100, [20, 100, 100])).toEqual([20, 40, 40]);
    expect(largestRemainder([50, 30, 20], 100, [20, 35, 100])).toEqual([20, 35, 45]);
  });

  test('never exceeds a cap, and still sums exactly while the caps can hold it', () => {
    for (let total = 0; total <= 37; total++) {
      const parts = largestRemainder([5, 3, 2, 7], total, [4, 11, 2, 20]);
      expect(sum(parts)).toBe(total);
      expect(parts.every((part, index) => part <= [4, 11, 2, 20][index]!)).toBe(true);
    }
    expect(largestRemainder([5, 3], 100, [4, 11])).toEqual([4, 11]);
  });

  test('gives nothing to a weight of zero, even when the others are full', () => {
    expect(largestRemainder([1, 0], 10, [3, 100])).toEqual([3, 0]);
    expect(largestRemainder([], 0)).toEqual([]);
    expect(largestRemainder([0, 0], 0)).toEqual([0, 0]);
  });

  test.each([
    [[1, -1], 3, undefined],
    [[Number.NaN], 3, undefined],
    [[1], 2.5, undefined],
    [[0, 0], 1, undefined],
    [[1, 1], 2, [1]],
    [[1], 2, [0.5]],
  ])('refuses %j, %j, %j', (weights, total, caps) => {
    expect(() => largestRemainder(weights, total, caps)).toThrow(expect.objectContaining({ code: 'HONE_INVALID_INPUT' }));
  });
});
