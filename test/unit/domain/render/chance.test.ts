import { expect, test } from '@jest/globals';
import { chance } from '../../../../domain/render/chance.ts';

test.each([[0.9991, 'over 99.9 %'], [1, 'over 99.9 %'], [0.999, '99.9 %'], [0.733, '73.3 %'], [0.001, '0.1 %'], [0.0009, 'under 0.1 %'], [0, 'under 0.1 %']])('%d: %s', (probability, text) => {
  expect(chance(probability)).toBe(text);
});
