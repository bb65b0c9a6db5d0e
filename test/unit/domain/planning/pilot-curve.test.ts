import { describe, expect, test } from '@jest/globals';
import { fitPilots } from '../../../../domain/planning/pilot-curve.ts';
import type { Amount, CurvePoint } from '../../../../domain/planning/pilot-curve.ts';
import { rng } from '../../../../domain/rng.ts';
import type { Rng } from '../../../../domain/rng.ts';
import { normalQuantile } from '../../../../domain/statistics/normal.ts';

/** A cross as the grid makes it; one more than each is a power of two, so that rates below are exact counts. */
const CROSS: readonly Amount[] = [[0, 0], [3, 3], [15, 3], [63, 3], [15, 0], [15, 1], [15, 7]].map(([covered = 0, variations = 0]) => ({ covered, variations }));

/** rate = start · (1 + covered)^-1/2 · (1 + variations)^-1 */
const N = 2 ** 30;
const planted = ({ covered, variations }: Amount): number => 0.25 * (1 + covered) ** -0.5 / (1 + variations);
const counted = (amounts: readonly Amount[], rate: (amount: Amount) => number, n = N): CurvePoint[] => amounts.map((amount) => ({ ...amount, count: rate(amount) * n, n }));

describe('fitPilots', () => {
  test('recovers a planted curve exactly, and says where it was asked beyond the pilots', () => {
    const { curve, at } = fitPilots(counted(CROSS, planted))!;
    expect(curve).toMatchObject({ points: 7, degreesOfFreedom: 4 });
    expect([curve.intercept, curve.covered, curve.variations]).toEqual([expect.closeTo(Math.log(0.25), 9), expect.closeTo(-0.5, 9), expect.closeTo(-1, 9)]);
    expect(curve.residualDeviation).toBeLessThan(1e-9);
    expect(at({ covered: 31, variations: 3 })).toMatchObject({ rate: expect.closeTo(0.25 / Math.sqrt(32) / 4, 10), extrapolation: 1 });
    expect(at({ covered: 126, variations: 3 })!.extrapolation).toBe(2);
    expect(at({ covered: 63, variations: 21 })!.extrapolation).toBe(3);
    expect(at({ covered: 126, variations: 21 })!.extrapolation).toBe(3);
  });

  test('covering nothing has no variations either', () => {
    const { at } = fitPilots(counted(CROSS, planted))!;
    expect(at({ covered: 0, variations: 16 })).toEqual(at({ covered: 0, variations: 0 }));
  });

  test('an interval is never narrower than the tuning slice allows', () => {
    const { at } = fitPilots(counted(CROSS, planted, 2 ** 14))!;
    const { rate, low, high } = at({ covered: 15, variations: 3 })!;
    // 256 flagged of 16,384: 1.96 standard errors of ln(rate), as the residuals are nil.
    const half = 1.959964 * Math.sqrt((1 - rate) / (2 ** 14 * rate));
    expect([Math.log(rate / low), Math.log(high / rate)]).toEqual([expect.closeTo(half, 6), expect.closeTo(half, 6)]);
  });

  test('none flagged is read as half a one, and a rate stays a rate', () => {
    const none = fitPilots(CROSS.map((amount) => ({ ...amount, count: 0, n: 200 })))!;
    expect(none.at(CROSS[2]!)).toMatchObject({ rate: expect.closeTo(0.5 / 200, 12) });
    expect(none.at(CROSS[2]!)!.high).toBeGreaterThan(0.01);
    const all = fitPilots(CROSS.map((amount) => ({ ...amount, count: 200, n: 200 })))!;
    expect(all.at(CROSS[2]!)).toMatchObject({ rate: 1, high: 1 });
  });

  test.each([
    ['no pilots', []],
    ['two that differ', [CROSS[0]!, CROSS[2]!, CROSS[2]!, CROSS[0]!]],
    ['three of which two cover nothing', [CROSS[0]!, { covered: 0, variations: 8 }, CROSS[2]!]],
  ])('makes no curve of %s', (_name, amounts) => expect(fitPilots(counted(amounts, planted))).toBeUndefined());

  test('leaves out a term that the pilots cannot tell', () => {
    const sameVariations = fitPilots(counted([CROSS[1]!, CROSS[2]!, CROSS[3]!], planted))!;
    expect(sameVariations.curve).toMatchObject({ covered: expect.closeTo(-0.5, 9), variations: null, degreesOfFreedom: 1 });
    const sameCoverage = fitPilots(counted([CROSS[4]!, CROSS[5]!, CROSS[2]!, CROSS[6]!], planted))!;
    expect(sameCoverage.curve).toMatchObject({ covered: null, variations: expect.closeTo(-1, 9) });
    expect(fitPilots(counted([CROSS[1]!, CROSS[3]!, CROSS[4]!], planted))!.curve.degreesOfFreedom).toBe(1);
  });

  test('does not speak of what no pilot had any of', () => {
    const { at } = fitPilots(counted([{ covered: 1, variations: 0 }, { covered: 3, variations: 0 }, { covered: 15, variations: 0 }, { covered: 63, variations: 0 }], planted))!;
    expect(at({ covered: 15, variations: 2 })).toBeUndefined();
    expect(at({ covered: 15, variations: 0 })!.extrapolation).toBe(1);
  });
});

describe('the interval', () => {
  const STRATEGY: Amount = { covered: 40, variations: 5 };
  const TRIES = 2_000;
  const noise = (random: Rng, deviation: number): number => Math.exp(deviation * normalQuantile(random.next() || 0.5));

  /** How often the interval of a strategy holds what came of it. */
  function coverage(seed: number, world: (random: Rng) => { points: CurvePoint[]; truth: number }): number {
    const random = rng(seed, 'pilots');
    const held = Array.from({ length: TRIES }, () => {
      const { points, truth } = world(random);
      const { low, high } = fitPilots(points)!.at(STRATEGY)!;
      return low <= truth && truth <= high;
    });
    return held.filter(Boolean).length / TRIES;
  }

  test('holds another training 95 times in 100 where trainings scatter about the curve', () => {
    const scattered = coverage(1, (random) => ({ points: counted(CROSS, (amount) => planted(amount) * noise(random, 0.2)), truth: planted(STRATEGY) * noise(random, 0.2) }));
    expect(scattered).toBeGreaterThan(0.93);
    expect(scattered).toBeLessThan(0.97);
  });

  test('holds the true rate where all pilots share a small slice with its luck, which does not show as scatter', () => {
    // Prompt i is flagged by every training whose rate exceeds its difficulty: the counts of all pilots rise and fall together.
    const shared = coverage(2, (random) => {
      const difficulty = Array.from({ length: 2_000 }, () => random.next());
      const points = CROSS.map((amount) => {
        const rate = planted(amount) * noise(random, 0.05);
        return { ...amount, count: difficulty.filter((each) => each < rate).length, n: 2_000 };
      });
      return { points, truth: planted(STRATEGY) };
    });
    expect(shared).toBeGreaterThan(0.93);
  }, 60_000);
});
