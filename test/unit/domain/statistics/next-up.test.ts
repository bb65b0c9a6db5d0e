import { expect, test } from '@jest/globals';
import { nextUp } from '../../../../domain/statistics/next-up.ts';

test('nextUp is the next double', () => {
  expect(nextUp(1)).toBe(1 + Number.EPSILON);
  expect(nextUp(0)).toBe(Number.MIN_VALUE);
  expect(nextUp(-0)).toBe(Number.MIN_VALUE);
  expect(nextUp(-1)).toBe(-1 + Number.EPSILON / 2);
  expect(nextUp(0.1 + 0.2 - 2 ** -54)).toBe(0.1 + 0.2);
});

test('nothing lies between a number and the next', () => {
  for (const x of [0.3, 0.5, 0.9999999, 1e-7, Math.fround(0.7)]) {
    const up = nextUp(x);
    expect(up).toBeGreaterThan(x);
    expect([x, up]).toContain((x + up) / 2);
  }
});
