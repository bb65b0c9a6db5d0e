import { expect, test } from '@jest/globals';
import { cosine, nearestAttacks } from '../../../domain/nearest-attacks.ts';
import type { EmbeddedAttack } from '../../../domain/nearest-attacks.ts';

const unit = (degrees: number): Float32Array => Float32Array.from([Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)]);
const attack = (id: string, degrees: number): EmbeddedAttack => ({ id, category: `category of ${id}`, source: 's', vector: unit(degrees) });

test('the nearest come first, however they are ordered', () => {
  const attacks = [attack('far', 180), attack('b', 60), attack('a', 0), attack('c', 90)];
  for (const order of [attacks, [...attacks].reverse()]) {
    expect(nearestAttacks(unit(10), order, 2).map(({ id, similarity }) => [id, similarity.toFixed(4)])).toEqual([['a', '0.9848'], ['b', '0.6428']]);
  }
  expect(nearestAttacks(unit(0), attacks, 4).map(({ id }) => id)).toEqual(['a', 'b', 'c', 'far']);
  expect(nearestAttacks(unit(0), attacks, 1)[0]).toEqual({ id: 'a', category: 'category of a', source: 's', similarity: 1 });
});

test('of equally near ones the lower id; of fewer than asked for, all; of none, none', () => {
  const twins = [attack('z', 30), attack('m', 30), attack('n', 30)];
  expect(nearestAttacks(unit(0), twins, 2).map(({ id }) => id)).toEqual(['m', 'n']);
  expect(nearestAttacks(unit(0), twins, 9)).toHaveLength(3);
  expect(nearestAttacks(unit(0), [], 5)).toEqual([]);
});

test('a cosine never leaves [-1, 1], though lengths are rounded', () => {
  const long = Float32Array.from([0.8000001, 0.6000001]);
  expect([cosine(long, long), cosine(long, long.map((value) => -value))]).toEqual([1, -1]);
  expect(cosine(unit(0), unit(90))).toBeCloseTo(0, 7);
});
