import { describe, expect, test } from '@jest/globals';
import { mcnemarExact } from '../../../../domain/statistics/mcnemar.ts';

describe('mcnemarExact', () => {
  test.each([
    ['approval ratings, Agresti (1990), 86 and 150', 86, 150, 3.715936139571442e-5],
    ['Cavo et al. (2012) in Fagerland, Lydersen & Laake: 0.052479', 6, 16, 0.052478790283203125],
    ['Bentur et al. (2009): 18 / 256', 1, 7, 0.0703125],
    ['R binom.test(1, 10): 22 / 1024', 9, 1, 0.021484375],
    ['six to none: 2 / 64', 0, 6, 0.03125],
  ])('%s', (_source, b, c, p) => {
    expect(mcnemarExact(b, c)).toBeCloseTo(p, 12);
    expect(mcnemarExact(c, b)).toBeCloseTo(p, 12);
  });

  test('even or no discordance is no evidence', () => {
    expect(mcnemarExact(0, 0)).toBe(1);
    expect(mcnemarExact(5, 5)).toBe(1);
    expect(mcnemarExact(6, 7)).toBe(1);
  });

  test('refuses negative and fractional counts', () => {
    expect(() => mcnemarExact(-1, 3)).toThrow(/not valid/);
    expect(() => mcnemarExact(1.5, 1.5)).toThrow(/not valid/);
  });
});
