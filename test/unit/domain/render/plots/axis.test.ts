import { expect, test } from '@jest/globals';
import { gridOf, placeOf, roundStep } from '../../../../../domain/render/plots/axis.ts';

test.each([[0.2, 0.2], [0.21, 0.5], [3, 5], [7, 10], [10, 10], [130, 200]])('the round step from %d is %d', (least, step) => expect(roundStep(least)).toBeCloseTo(step, 12));

test('a value lies as far along as its share of the end', () => expect(placeOf({ end: 200, left: 100, right: 300 }, 50)).toBe(150));

test('the grid has a line at every step up to the end', () => {
  expect([...gridOf({ end: 1, left: 0, right: 100 }, 0, 10, (value) => `<${value.toFixed(1)}>`).matchAll(/&lt;([\d.]+)&gt;/g)].map(([, value]) => value)).toEqual(['0.0', '0.2', '0.4', '0.6', '0.8', '1.0']);
});
