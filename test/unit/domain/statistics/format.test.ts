import { expect, test } from '@jest/globals';
import { apartFrom, percent, plain } from '../../../../domain/statistics/format.ts';

test('percent and plain drop trailing zeros', () => {
  expect(percent(0.00992, 2)).toBe('0.99 %');
  expect(percent(0.01, 2)).toBe('1 %');
  expect([plain(12, 4), plain(0.97534, 4), plain(-0.5, 2)]).toEqual(['12', '0.9753', '-0.5']);
});

test('apartFrom shows enough decimals to see the difference', () => {
  expect(apartFrom(0.01, 0.0085, percent)).toBe('0.85 %');
  expect(apartFrom(0.01, 0.0099997, percent)).toBe('0.99997 %');
  expect(apartFrom(0.01, 0.01, percent)).toBe('1 %');
});
