import { describe, expect, test } from '@jest/globals';
import { FEWEST_GROUPS, generatorFingerprint } from '../../../../domain/diversity/generator-fingerprint.ts';
import type { Pair } from '../../../../domain/diversity/generator-fingerprint.ts';
import { rng } from '../../../../domain/rng.ts';

const random = rng(1, 'texts');
const WORDS = 'apple bridge copper dragon engine forest garden harbour island jungle kettle lantern meadow needle orchard pepper'.split(' ');
const sentence = (): string => Array.from({ length: 8 }, () => random.pick(WORDS)).join(' ');
const pairs = (count: number, vary: (original: string) => string): Pair[] =>
  Array.from({ length: count }, (_, index) => ({ group: `g${index}`, original: sentence() })).map((pair) => ({ ...pair, variation: vary(pair.original) }));

describe('generatorFingerprint', () => {
  test('cannot tell texts that were drawn alike: the interval holds 0.5', () => {
    const { low, high, pairs: count } = generatorFingerprint(pairs(150, sentence), 7)!;
    expect(count).toBe(150);
    expect(low).toBeLessThan(0.5);
    expect(high).toBeGreaterThan(0.5);
  });

  test('sees a phrase that a generator adds', () => {
    expect(generatorFingerprint(pairs(100, (original) => `Kindly: ${original}`), 7)!.auc).toBe(1);
  });

  test('sees a phrase in half of the variations half of the time', () => {
    let made = 0;
    const { auc } = generatorFingerprint(pairs(200, () => (made++ % 2 ? `${sentence()}, thanks` : sentence())), 7)!;
    expect(auc).toBeGreaterThan(0.65);
    expect(auc).toBeLessThan(0.85);
  });

  test('keeps a group on one side: words that only one group has do not help', () => {
    // Every group's variations share a word of their own; by single rows a model would find it again, by groups it cannot.
    const grouped = Array.from({ length: 40 }, (_, group) =>
      Array.from({ length: 5 }, (): Pair => ({ group: `g${group}`, original: sentence(), variation: `${sentence()} zq${group}x${group}zq` })),
    ).flat();
    const alone = grouped.map((pair, index) => ({ ...pair, variation: pair.variation.replaceAll('zq', ''), group: `${index}` }));
    const [kept, broken] = [generatorFingerprint(alone.map((pair, index) => ({ ...pair, group: grouped[index]!.group })), 7)!, generatorFingerprint(alone, 7)!];
    expect(kept.auc).toBeLessThan(broken.auc);
  });

  test('is the same for the same seed, and needs enough groups', () => {
    const some = pairs(30, (original) => `${original}!`);
    expect(generatorFingerprint(some, 7)).toEqual(generatorFingerprint(some, 7));
    expect(generatorFingerprint(some.slice(0, FEWEST_GROUPS - 1), 7)).toBeNull();
    expect(generatorFingerprint(some.map((pair) => ({ ...pair, group: 'one' })), 7)).toBeNull();
  });
});
