import { expect, test } from '@jest/globals';
import { FEATURE_PLACES, hashedFeatures, LONGEST } from '../../../../domain/diversity/hashed-features.ts';

const lengthOf = (values: Float64Array): number => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));

test('a text of five characters has its six runs of 3 to 5, each as heavy as the others', () => {
  const { places, values } = hashedFeatures('abcde');
  expect(places).toHaveLength(6);
  expect([...places]).toEqual([...places].sort((a, b) => a - b));
  expect(places.every((place) => place >= 0 && place < FEATURE_PLACES)).toBe(true);
  expect(values.every((value) => Math.abs(value - 1 / Math.sqrt(6)) < 1e-12)).toBe(true);
});

test('what repeats weighs more, and the length stays 1', () => {
  const { values } = hashedFeatures('ababab');
  expect(Math.max(...values)).toBeGreaterThan(Math.min(...values));
  expect(lengthOf(values)).toBeCloseTo(1, 12);
});

test('two characters have none; case is kept; what comes late in a long text is not looked at', () => {
  expect(hashedFeatures('ab').places).toHaveLength(0);
  expect(hashedFeatures('ABC').places).not.toEqual(hashedFeatures('abc').places);
  expect(hashedFeatures('a'.repeat(LONGEST))).toEqual(hashedFeatures(`${'a'.repeat(LONGEST)}bcd`));
});
