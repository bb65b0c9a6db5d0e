import { describe, expect, test } from '@jest/globals';
import { rng } from '../../../../domain/rng.ts';
import { pairedEffect } from '../../../../domain/statistics/paired-effect.ts';
import { studentT } from '../../../../domain/statistics/student-t.ts';

const flags = (bits: string): boolean[] => [...bits].map((bit) => bit === '1');

describe('pairedEffect', () => {
  test('one repetition of rows without siblings is the textbook interval of a paired difference', () => {
    // Differences +1, +1, 0, −1, 0, 0, 0, 0: mean 0.125, sum of squares about it 2.875.
    const { mean, low, high } = pairedEffect([{ treated: flags('11000000'), control: flags('00010000') }], ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']);
    const half = studentT(0.95, 7) * Math.sqrt(2.875 / 7 / 8);
    expect(mean).toBeCloseTo(0.125, 12);
    expect([low, high].map((end) => end - 0.125)).toEqual([expect.closeTo(-half, 12), expect.closeTo(half, 12)]);
  });

  test('rows of one group count as one draw: the same row eight times says no more than once', () => {
    const wide = pairedEffect([{ treated: flags('1100'), control: flags('0000') }], ['a', 'b', 'c', 'd']);
    const groups = Array.from({ length: 32 }, (_, row) => 'abcd'[Math.floor(row / 8)]!);
    const copied = pairedEffect([{ treated: flags('1'.repeat(16) + '0'.repeat(16)), control: flags('0'.repeat(32)) }], groups);
    expect(copied.mean).toBeCloseTo(wide.mean, 12);
    expect(copied.high - copied.low).toBeCloseTo(wide.high - wide.low, 12);
  });

  test('where every row agrees with itself, only the scatter of the repetitions is left: Student\'s interval of their means', () => {
    // Each repetition flags every row or none, so that all rows have the same difference.
    const all = flags('1111');
    const none = flags('0000');
    const { mean, low, high } = pairedEffect([{ treated: all, control: none }, { treated: none, control: none }, { treated: none, control: none }], ['a', 'b', 'c', 'd']);
    const half = studentT(0.95, 2) * Math.sqrt(1 / 3 / 3);
    expect(mean).toBeCloseTo(1 / 3, 12);
    expect(low).toBeCloseTo(Math.max(-1, 1 / 3 - half), 12);
    expect(high).toBeCloseTo(Math.min(1, 1 / 3 + half), 12);
  });

  test('no difference at all has no width, and nothing to compare is refused', () => {
    expect(pairedEffect([{ treated: flags('01'), control: flags('01') }], ['a', 'b'])).toEqual({ mean: 0, low: 0, high: 0 });
    expect(() => pairedEffect([], ['a'])).toThrow(/rows/);
    expect(() => pairedEffect([{ treated: [], control: [] }], [])).toThrow(/rows/);
  });

  test('its 95 % interval holds the true effect in about 95 % of simulated experiments', () => {
    const random = rng(7, 'paired-effect');
    const normal = (): number => Array.from({ length: 12 }, () => random.next()).reduce((sum, value) => sum + value, -6);
    let holds = 0;
    for (let experiment = 0; experiment < 400; experiment++) {
      const groups = Array.from({ length: 300 }, (_, row) => `g${Math.floor(row / 2)}`);
      const hard = groups.map((_, row) => (row % 2 === 0 ? random.next() : NaN)).map((value, row, all) => (row % 2 === 0 ? value : all[row - 1]!));
      // A row is flagged when its hardness is under the model's own threshold, which scatters from seed to seed: the true mean effect is −0.1.
      const repetitions = Array.from({ length: 3 }, () => {
        const cut = 0.2 + 0.03 * normal();
        const control = 0.3 + 0.03 * normal();
        return { treated: hard.map((value) => value < cut), control: hard.map((value) => value < control) };
      });
      const { low, high } = pairedEffect(repetitions, groups);
      if (low <= -0.1 && -0.1 <= high) holds++;
    }
    expect(holds / 400).toBeGreaterThan(0.92);
    expect(holds / 400).toBeLessThan(0.995);
  });
});
