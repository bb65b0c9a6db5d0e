import { expect, test } from '@jest/globals';
import { asPatch, exampleOverride } from '../../../domain/example-override.ts';

test('prefers a learning rate, else the first number at any depth', () => {
  expect(exampleOverride({ seed: 7, train: { epochs: 3, learningRate: 0.1 } })).toEqual({ path: ['train', 'learningRate'], value: 0.1 });
  expect(exampleOverride({ name: 'x', cuts: { train: 0.7 } })).toEqual({ path: ['cuts', 'train'], value: 0.7 });
});

test('is none where no number is', () => {
  expect(exampleOverride({ name: 'x', list: [1], nothing: null })).toBeUndefined();
});

test('becomes the merge patch of its path', () => {
  expect(asPatch({ path: ['train', 'learningRate'], value: 0.1 })).toEqual({ train: { learningRate: 0.1 } });
});
