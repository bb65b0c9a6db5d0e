import { describe, expect, test } from '@jest/globals';
import { formatQuality } from '../../../domain/format-quality.ts';
import { FLIPPED } from '../../support/conversion.ts';

const rows = (labels: string): { label: 'benign' | 'malicious' }[] => [...labels].map((letter) => ({ label: letter === 'b' ? 'benign' : 'malicious' }));

describe('formatQuality', () => {
  test('counts at the threshold itself as blocked; AUC is of all pairs', () => {
    // Of the six pairs the attack at 0.3 wins against 0.1 and 0.2 only: 5 of 6.
    expect(formatQuality(rows('bbbmm'), [0.1, 0.2, 0.5, 0.3, 0.9], 0.5, FLIPPED, 7)).toEqual({ bytes: 7, benign: 3, malicious: 2, rocAuc: 5 / 6, falsePositiveRate: 1 / 3, recall: 0.5, equivalence: FLIPPED });
  });

  test('has no rate over rows that are not there', () => {
    expect(formatQuality(rows('bb'), [0.1, 0.9], 0.5, FLIPPED, 7)).toMatchObject({ rocAuc: null, falsePositiveRate: 0.5, recall: null });
    expect(formatQuality(rows('m'), [0.9], 0.5, FLIPPED, 7)).toMatchObject({ rocAuc: null, falsePositiveRate: null, recall: 1 });
  });
});
