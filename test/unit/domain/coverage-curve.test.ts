import { expect, test } from '@jest/globals';
import { coverageCurve } from '../../../domain/coverage-curve.ts';

test('the largest groups count first, whatever order they come in', () => {
  // 100 rows: 50, then 20 + 10 make 80, then five of 3 make 95.
  const sizes = [3, 3, 50, 3, 10, 3, 20, 3, 1, 1, 1, 1, 1];
  expect(coverageCurve(sizes)).toEqual({ rows: 100, groups: 13, points: [{ share: 0.5, groups: 1 }, { share: 0.8, groups: 3 }, { share: 0.95, groups: 8 }] });
});

test('groups of one row each: as many groups as the share of them', () => {
  expect(coverageCurve(Array.from({ length: 20 }, () => 1)).points.map(({ groups }) => groups)).toEqual([10, 16, 19]);
});

test('groups without traffic do not count; nothing flagged needs no group', () => {
  expect(coverageCurve([0, 2, 0])).toMatchObject({ rows: 2, groups: 1 });
  expect(coverageCurve([])).toEqual({ rows: 0, groups: 0, points: [{ share: 0.5, groups: 0 }, { share: 0.8, groups: 0 }, { share: 0.95, groups: 0 }] });
});

test('all of them takes every group; more is refused', () => {
  expect(coverageCurve([5, 1], [1]).points).toEqual([{ share: 1, groups: 2 }]);
  expect(() => coverageCurve([1], [1.5])).toThrow('share: 1.5 is not valid');
});
