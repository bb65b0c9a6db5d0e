import { describe, expect, test } from '@jest/globals';
import { studentT } from '../../../../domain/statistics/student-t.ts';

describe('studentT', () => {
  // Published tables (NIST/SEMATECH e-Handbook 1.3.6.7.2), with more digits from their closed forms for 1 and 2 degrees of freedom.
  test.each([
    [0.95, 1, Math.tan(0.475 * Math.PI)],
    [0.95, 2, 4.302652729696142],
    [0.9, 2, 2.919985580355516],
    [0.95, 5, 2.570581835636314],
    [0.99, 4, 4.604094871415897],
    [0.95, 10, 2.228138851964939],
    [0.95, 30, 2.042272456301238],
    [0.95, 1e6, 1.959966],
  ])('%d of the values lie within t, with %i degrees of freedom: %d', (confidence, degreesOfFreedom, t) => {
    expect(studentT(confidence, degreesOfFreedom)).toBeCloseTo(t, 6);
  });

  test('refuses a confidence that is none', () => expect(() => studentT(1, 3)).toThrow('confidence: 1 is not valid.'));
});
