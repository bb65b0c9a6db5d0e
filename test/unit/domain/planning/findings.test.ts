import { describe, expect, test } from '@jest/globals';
import { makePlan } from '../../../../domain/planning/make-plan.ts';
import type { FindingCode, PlanInput } from '../../../../domain/planning/plan.ts';
import type { Strategy } from '../../../../domain/profile.ts';
import { WORKED_EXAMPLE } from './worked-example.ts';

const sentences = (change: Partial<PlanInput>, code: FindingCode, strategy = 'hybrid'): string[] =>
  makePlan({ ...WORKED_EXAMPLE, ...change }).findings.filter((finding) => finding.code === code && finding.strategy === strategy).map((finding) => finding.sentence);

const only = (change: Partial<Strategy>): Partial<PlanInput> => ({
  strategies: [{ name: 'hybrid', description: '', coverage: 2500, variationsPerFalsePositive: 8, hardNegatives: 250, maliciousAugmentations: 3000, ...change }],
});

describe('the findings of the worked example', () => {
  test('the benign share, and the two ways to bring it inside the band', () => {
    expect(sentences({}, 'class-balance')).toEqual([
      'The benign share of 61.7 % lies outside the 40–60 % band: 5,574 malicious augmentations instead of 3,000, or 6 variations per false positive instead of 8, would bring it inside.',
    ]);
  });

  test('both ways do bring it inside, and one row or variation less does not', () => {
    expect(sentences(only({ maliciousAugmentations: 5574 }), 'class-balance')).toEqual([]);
    expect(sentences(only({ maliciousAugmentations: 5573 }), 'class-balance')).toHaveLength(1);
    expect(sentences(only({ variationsPerFalsePositive: 6 }), 'class-balance')).toEqual([]);
    expect(sentences(only({ variationsPerFalsePositive: 7 }), 'class-balance')).toHaveLength(1);
  });

  test('memorising all 2,500 leaves 1.68 %', () => {
    expect(sentences({}, 'memorising-not-enough')).toEqual([
      'Memorising all 2,500 covered false positives, and nothing more, leaves 1.68 %, over the limit of 1 %: at least 679 of the 1,679 uncovered (40.4 %) must be mended by generalisation.',
    ]);
  });

  test('75 % coverage alone leaves 1.045 %', () => {
    expect(sentences({}, 'memorising-not-enough', 'aggressive')[0]).toMatch(/^75 % coverage alone \(3,134 false positives memorised\) leaves 1\.045 %, over the limit of 1 %/);
  });

  test('a malicious weight of 1.306 raises the false-positive rate', () => {
    expect(sentences({}, 'malicious-weight')).toEqual([
      'The malicious class weighs 1.306 against 0.810 (1.61 times): that defends recall, but raising the malicious weight raises the false-positive rate.',
    ]);
  });

  test('the assumption of the aggressive strategy is worse than memorising alone', () => {
    expect(sentences({}, 'assumption-outside-range', 'aggressive')).toEqual(['The assumed 1.060 % lies above memorising the covered ones alone (1.045 %): check the assumption.']);
    expect(sentences({}, 'assumption-outside-range')).toEqual([]);
  });

  test('nothing is short, and every method is there', () => {
    for (const code of ['coverage-short', 'method-unavailable', 'quota-unmakeable'] as const) expect(sentences({}, code)).toEqual([]);
  });
});

describe('findings', () => {
  test('too few false positives for the coverage', () => {
    expect(sentences(only({ coverage: 5000 }), 'coverage-short')).toEqual([
      'The strategy asks for 5,000 false positives, but only 4,179 of the 4,179 found may be trained on; mine more traffic, or lower the coverage.',
    ]);
  });

  test('a benign share below the band, with the changes that mend it', () => {
    const change = { ...only({ variationsPerFalsePositive: 1, coverage: 1000, maliciousAugmentations: 30_000 }) };
    expect(sentences(change, 'class-balance')).toEqual([
      'The benign share of 37.4 % lies outside the 40–60 % band: 6 variations per false positive instead of 1, or 23,644 malicious augmentations instead of 30,000, would bring it inside.',
    ]);
    expect(sentences(only({ variationsPerFalsePositive: 6, coverage: 1000, maliciousAugmentations: 30_000 }), 'class-balance')).toEqual([]);
    expect(sentences(only({ variationsPerFalsePositive: 1, coverage: 1000, maliciousAugmentations: 23_644 }), 'class-balance')).toEqual([]);
  });

  test('an unavailable method, with its reason and who makes its share', () => {
    const methods = WORKED_EXAMPLE.methods.map((quota) => (quota.method === 'paraphrase' ? { ...quota, available: false, reason: 'no LLM is configured' } : quota));
    expect(sentences({ methods }, 'method-unavailable')).toEqual([
      'paraphrase is not available (no LLM is configured): its share is 8,000 variations, and they go to back-translation-de, back-translation-fr, synonyms, restructuring.',
    ]);
    expect(makePlan({ ...WORKED_EXAMPLE, methods }).methods.map((method) => method.planned)).toEqual([0, 5000, 5000, 5000, 5000]);
  });

  test('a quota nobody can make', () => {
    const methods = [
      { method: 'restructuring', share: 0.6, available: true, maxPerSource: 3 },
      { method: 'synonyms', share: 0.4, available: true, maxPerSource: 4 },
    ] as const;
    expect(sentences({ methods }, 'quota-unmakeable')).toEqual([
      'Nobody can make 2,500 of the 20,000 variations: the available methods make 17,500. Set up another method, or ask for fewer variations.',
    ]);
    const none = WORKED_EXAMPLE.methods.map((quota) => ({ ...quota, available: false }));
    expect(sentences({ methods: none }, 'quota-unmakeable')[0]).toMatch(/^Nobody can make 20,000 of the 20,000 variations/);
  });

  test('a limit of 0.9 % allows 900 of 100,000, though 0.009 × 100,000 is a little less in floating point', () => {
    expect(sentences({ falsePositiveRateLimit: 0.009 }, 'memorising-not-enough')[0]).toContain('over the limit of 0.9 %: at least 779 of the 1,679');
  });

  test('nothing about memorising when it is enough', () => {
    expect(sentences({ falsePositiveRateLimit: 0.02 }, 'memorising-not-enough')).toEqual([]);
  });
});
