import { expect, test } from '@jest/globals';
import { chooseToken } from '../../../../../adapters/providers/opus/choose-token.ts';
import { rng } from '../../../../../domain/rng.ts';

const logits = (...probabilities: number[]): Float32Array => Float32Array.from(probabilities, (probability) => Math.log(probability) + 3);

test('draws in proportion to probability, of those of at least epsilon', () => {
  const draw = rng('choose-token');
  const counts = [0, 0, 0, 0];
  for (let round = 0; round < 10_000; round++) counts[chooseToken(logits(0.6, 0.01, 0.29, 0.1), draw.next(), { epsilon: 0.02, forbidden: -1 })]! += 1;
  expect(counts[1]).toBe(0);
  // Of the 0.99 that are kept; four standard deviations are 0.02.
  [0.6 / 0.99, 0, 0.29 / 0.99, 0.1 / 0.99].forEach((share, token) => expect(Math.abs(counts[token]! / 10_000 - share)).toBeLessThan(0.02));
});

test('the ends of the draw are the first and the last of the kept', () => {
  const between = (draw: number): number => chooseToken(logits(0.01, 0.5, 0.48, 0.01), draw, { epsilon: 0.02, forbidden: -1 });
  expect([between(0), between(0.5), between(0.52), between(1 - 2 ** -53)]).toEqual([1, 1, 2, 2]);
});

test('where all are unlikely the likeliest is taken; the forbidden one never, and it has no probability', () => {
  const flat = Float32Array.from({ length: 1_000 }, (_, token) => (token === 7 ? 1 : 0));
  expect(chooseToken(flat, 0.9, { epsilon: 0.02, forbidden: -1 })).toBe(7);
  expect(chooseToken(flat, 0.9, { epsilon: 0.02, forbidden: 7 })).not.toBe(7);
  expect(chooseToken(logits(0.98, 0.015, 0.005), 0.99, { epsilon: 0.3, forbidden: 0 })).toBe(1);
});

test('tokens that the library ruled out stay out', () => {
  expect(chooseToken(Float32Array.from([-Infinity, 1, -Infinity]), 0.999, { epsilon: 0.02, forbidden: 0 })).toBe(1);
});
