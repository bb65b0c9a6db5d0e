import { expect, test } from '@jest/globals';
import { expandSource } from '../../../augmentation/expand.ts';
import type { Expansion } from '../../../augmentation/expand.ts';

const settings = { maxSourceJaccard: 0.95, minLengthRatio: 0.5, maxLengthRatio: 2 };
const context = { lexicon: { partsOfSpeech: () => [], synonyms: () => [] }, perturbationSeverity: 0.3 };
const source = { id: 'row-1', text: 'Find all log files in the current directory and delete them.' };
const expand = (counts: Parameters<typeof expandSource>[1], seed = 7, seen: (text: string) => boolean = () => false): Expansion => expandSource(source, counts, seed, context, settings, seen);

test('each method keeps what was asked for, under stable ids', () => {
  const { kept, accounting } = expand({ restructuring: 5, perturbation: 3 });
  expect(kept.map(({ method }) => method)).toEqual([...Array<string>(5).fill('restructuring'), ...Array<string>(3).fill('perturbation')]);
  for (const { id, method, index } of kept) expect(id).toBe(`row-1~${method}~${index}`);
  expect(new Set(kept.map(({ id }) => id)).size).toBe(8);
  expect(accounting.restructuring).toEqual({ made: 5, kept: 5, dropped: {} });
  expect(expand({ restructuring: 5, perturbation: 3 }).kept).toEqual(kept);
  expect(expand({ restructuring: 5 }, 8).kept).not.toEqual(kept.slice(0, 5));
});

test('a method does not depend on which others run', () => {
  expect(expand({ perturbation: 3 }).kept).toEqual(expand({ restructuring: 5, perturbation: 3 }).kept.slice(5));
});

test('what is dropped is counted by reason', () => {
  const { kept, accounting } = expand({ restructuring: 5 }, 7, () => true);
  expect(kept).toEqual([]);
  expect(accounting.restructuring).toEqual({ made: 7, kept: 0, dropped: { 'in-evaluation-set': 7 } });
});

test('unavailable methods make nothing', () => {
  expect(expand({ paraphrase: 4, restructuring: 0 })).toEqual({ kept: [], accounting: {} });
});
