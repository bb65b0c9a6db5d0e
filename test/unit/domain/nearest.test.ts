import { describe, expect, test } from '@jest/globals';
import { editDistance, nearest } from '../../../domain/nearest.ts';

describe('editDistance', () => {
  test.each([
    ['kitten', 'sitting', 3],
    ['saturday', 'sunday', 3],
    ['ca', 'abc', 2],
    ['epohcs', 'epochs', 1],
    ['', 'abc', 3],
    ['same', 'same', 0],
  ])('%s to %s is %i', (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
    expect(editDistance(b, a)).toBe(distance);
  });
});

describe('nearest', () => {
  const keys = ['epochs', 'batchSize', 'learningRate', 'weightDecay', 'dropout'];

  test.each([
    ['epohcs', 'epochs'],
    ['epoch', 'epochs'],
    ['batchsize', 'batchSize'],
    ['learningrates', 'learningRate'],
    ['droput', 'dropout'],
  ])('%s is meant as %s', (word, meant) => expect(nearest(word, keys)).toBe(meant));

  test('suggests nothing where nothing is close', () => {
    expect(nearest('temperature', keys)).toBeUndefined();
    expect(nearest('x', ['a', 'b'])).toBeUndefined();
    expect(nearest('x', [])).toBeUndefined();
  });
});
