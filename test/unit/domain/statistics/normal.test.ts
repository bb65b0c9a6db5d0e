import { describe, expect, test } from '@jest/globals';
import { normalQuantile } from '../../../../domain/statistics/normal.ts';

describe('normalQuantile', () => {
  // Standard normal tables; the far tails by solving erfc at 30 digits.
  test.each([
    [0.5, 0],
    [0.8, 0.8416212335729143],
    [0.95, 1.6448536269514722],
    [0.975, 1.959963984540054],
    [0.995, 2.5758293035489004],
    [1e-10, -6.361340902404056],
    [1e-300, -37.0470962993612],
  ])('of %d is %d', (probability, z) => {
    expect(normalQuantile(probability)).toBeCloseTo(z, 7);
  });

  test('is infinite at the ends and odd around one half', () => {
    expect(normalQuantile(0)).toBe(-Infinity);
    expect(normalQuantile(1)).toBe(Infinity);
    for (const p of [0.001, 0.07, 0.3]) expect(normalQuantile(p)).toBeCloseTo(-normalQuantile(1 - p), 12);
  });
});
