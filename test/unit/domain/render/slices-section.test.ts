import { expect, test } from '@jest/globals';
import type { Slice } from '../../../../domain/certificate.ts';
import { slicesSection } from '../../../../domain/render/slices-section.ts';
import { CERTIFICATE } from '../../../support/certificate.ts';

const slice = (source: string, label: Slice['label'], onlyChampionRight: number, onlyChallengerRight: number, adjustedP: number): Slice => ({ label, source, rows: 1_000, onlyChampionRight, onlyChallengerRight, p: adjustedP / 2, adjustedP });

test('the clearest difference comes first; what is chance gets no word, and what is alike no line', () => {
  const text = slicesSection({ ...CERTIFICATE, slices: [slice('alike', 'benign', 0, 0, 1), slice('chance', 'benign', 3, 4, 1), slice('jail|breaks', 'malicious', 30, 2, 1e-6), slice('shop', 'benign', 1, 40, 1e-9)] });
  const lines = text.split('\n').filter((line) => line.startsWith('|')).slice(2);
  expect(lines.map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()).filter((_, index) => [1, 6, 7].includes(index)))).toEqual([
    ['shop', '1.0e-9', 'challenger better'],
    ['jail\\|breaks', '1.0e-6', 'challenger worse'],
    ['chance', '1.000', ''],
  ]);
  expect(text).toContain('over all 4 slices');
});

test('nothing is said where nothing differs, or where slices were not compared', () => {
  expect(slicesSection({ ...CERTIFICATE, slices: [slice('alike', 'benign', 0, 0, 1)] })).toBe('');
  expect(slicesSection(CERTIFICATE)).toBe('');
});
