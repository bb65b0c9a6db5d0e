import { expect, test } from '@jest/globals';
import { vectorSimilarity } from '../../../../domain/diversity/vector-similarity.ts';

const vector = (degrees: number): Float32Array => Float32Array.of(Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180));

test('means of cosines: every variation and every pair counts once', () => {
  const found = vectorSimilarity([
    { source: vector(0), variations: [vector(60), vector(60), vector(90)] },
    { source: vector(0), variations: [vector(0)] },
    { source: vector(0), variations: [] },
  ]);
  expect(found).toMatchObject({ sources: 2, variations: 4, pairs: 3 });
  expect(found.toSource).toBeCloseTo((0.5 + 0.5 + 0 + 1) / 4, 6);
  expect(found.betweenVariations).toBeCloseTo((1 + 2 * Math.cos(Math.PI / 6)) / 3, 6);
});

test('of nothing says nothing', () => {
  expect(vectorSimilarity([])).toEqual({ sources: 0, variations: 0, toSource: null, pairs: 0, betweenVariations: null });
});
