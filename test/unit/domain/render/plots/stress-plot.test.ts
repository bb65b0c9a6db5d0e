import { expect, test } from '@jest/globals';
import { stressPlot } from '../../../../../domain/render/plots/stress-plot.ts';
import { STRESS } from '../../../../support/stress.ts';

const SVG = stressPlot(STRESS);

test('a panel for each family, a line for each model, a point for the clean twins and each severity', () => {
  expect(SVG).toMatch(/^<svg .*<\/svg>\n$/s);
  for (const family of ['homoglyph', 'leet', 'out-of-sight']) expect(SVG).toContain(`>${family} (n = 40)</text>`);
  expect(SVG.match(/<polyline/g)).toHaveLength(6);
  // Three panels, two models, four points, and one for each name in the legend.
  expect(SVG.match(/<circle/g)).toHaveLength(26);
});

test('points are where their share is: the hidden family at the bottom, half way for one half', () => {
  const heights = [...SVG.matchAll(/points="([^"]+)"/g)].map(([, points]) => points!.split(' ').map((point) => Number(point.split(',')[1])));
  // Panels are 94 pixels high, with all at 72 and none at 166: 36 of 40, then 34, 30 and 24.
  expect(heights[2]).toEqual([36, 34, 30, 24].map((caught) => Number((166 - (94 * caught) / 40).toFixed(2))));
  expect(heights[4]!.slice(1)).toEqual([166, 166, 166]);
});

test('equal reports give equal bytes, and nothing gives no plot', () => {
  expect(stressPlot(structuredClone(STRESS))).toBe(SVG);
  expect(stressPlot({ families: [], severities: [0.1] })).toBe('');
});
