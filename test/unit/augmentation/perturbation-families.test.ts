import { expect, test } from '@jest/globals';
import { perturbationFamilies } from '../../../augmentation/perturbation-families.ts';
import { PERTURBATIONS } from '../../../augmentation/perturbations.ts';
import { rng } from '../../../domain/rng.ts';

const FAMILIES = perturbationFamilies(64);

test('every kind of disguise is in one family, and no family has another', () => {
  const ids = FAMILIES.flatMap(({ kinds }) => kinds.map(({ id }) => id));
  expect([...ids].sort()).toEqual(PERTURBATIONS.map(({ id }) => id).sort());
  expect(new Set(FAMILIES.map(({ name }) => name)).size).toBe(FAMILIES.length);
});

test('what leaves the attack out of sight is a family of its own', () => {
  const hidden = FAMILIES.filter(({ kinds }) => kinds.some(({ hidesFromModel }) => hidesFromModel));
  expect(hidden.map(({ name, kinds }) => [name, kinds.map(({ id }) => id)])).toEqual([['out-of-sight', ['tag-characters', 'padding']]]);
});

test('padding goes past what the model in question reads', () => {
  const words = (maxTokens: number): number => {
    const padding = perturbationFamilies(maxTokens).flatMap(({ kinds }) => kinds).find(({ id }) => id === 'padding')!;
    return padding.apply('PAYLOAD', 0, rng(1))!.split('PAYLOAD')[0]!.trim().split(/\s+/).length;
  };
  expect(words(64)).toBeGreaterThanOrEqual(64);
  expect(words(64)).toBeLessThan(90);
  expect(words(512)).toBeGreaterThanOrEqual(512);
});
