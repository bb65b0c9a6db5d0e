import { describe, expect, test } from '@jest/globals';
import { makePlan } from '../../../../domain/planning/make-plan.ts';
import type { FindingCode } from '../../../../domain/planning/finding.ts';
import type { PlanInput } from '../../../../domain/planning/plan-input.ts';
import type { Strategy } from '../../../../domain/profile.ts';
import { WORKED_EXAMPLE, withSettings } from './worked-example.ts';

const sentences = (change: Partial<PlanInput>, code: FindingCode, strategy = 'hybrid'): string[] =>
  makePlan({ ...WORKED_EXAMPLE, ...change }).findings.filter((finding) => finding.code === code && finding.strategy === strategy).map((finding) => finding.sentence);

const only = (change: Partial<Strategy>): Partial<PlanInput> => ({
  settings: withSettings({ plan: { strategies: [{ name: 'hybrid', description: '', coverage: 2500, variationsPerFalsePositive: 8, hardNegatives: 250, maliciousAugmentations: 3000, ...change }] } }).settings,
});
const limited = (limit: number): Partial<PlanInput> => ({ settings: { ...WORKED_EXAMPLE.settings, gates: WORKED_EXAMPLE.settings.gates.map((gate) => (gate.quantity === 'false-positive-rate' ? { ...gate, limit } : gate)) } });

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
    expect(sentences({}, 'assumption-outside-range', 'aggressive')).toEqual(['The assumed 1.06 % lies above memorising the covered ones alone (1.045 %): check the assumption.']);
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
      "Not available: paraphrase (8,000 variations: no LLM is configured). The rule is that an unavailable method's share goes to the available ones in proportion to theirs, as does what a method cannot make: " +
        'so back-translation-de makes 5,000 instead of 3,000, back-translation-fr makes 5,000 instead of 3,000, synonyms makes 5,000 instead of 3,000, restructuring makes 5,000 instead of 3,000.',
    ]);
    expect(sentences({ methods: [{ method: 'synonyms', share: 1, available: true }, { method: 'paraphrase', share: 0, available: false }] }, 'method-unavailable')).toEqual([]);
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
    expect(sentences(limited(0.009), 'memorising-not-enough')[0]).toContain('over the limit of 0.9 %: at least 779 of the 1,679');
  });

  test('nothing about memorising when it is enough', () => {
    expect(sentences(limited(0.02), 'memorising-not-enough')).toEqual([]);
  });

  test('more variations than the literature supports at so many rows', () => {
    expect(sentences({}, 'many-variations')).toEqual([
      '8 variations per false positive are more than the 4 that EDA (Wei and Zou 2019, Table 3) recommends at 67,316 training rows: 10,000 of the 20,000 are beyond it, and may teach wording instead of meaning.',
    ]);
    expect(sentences(only({ variationsPerFalsePositive: 4 }), 'many-variations')).toEqual([]);
    const small = { benign: 2000, malicious: 2999 };
    expect(sentences(small, 'many-variations')).toEqual([]);
    expect(sentences({ ...small, malicious: 3000 }, 'many-variations')).toHaveLength(1);
  });

  test('generators that write rows of one class only', () => {
    expect(sentences({}, 'one-class-generators')[0]).toMatch(/^Generators are used for one class only: paraphrase, .* make only benign rows \(20,000\), and perturbation makes only malicious rows \(3,000\)\. .*fingerprint/);
    expect(sentences(only({ maliciousAugmentations: 0 }), 'one-class-generators')[0]).toMatch(/only benign rows \(20,000\)\. /);
    expect(sentences(only({ maliciousAugmentations: 0, variationsPerFalsePositive: 0 }), 'one-class-generators')).toEqual([]);
  });

  test('a coverage that is a count, and what a run will have of it', () => {
    expect(sentences({}, 'coverage-count')[0]).toMatch(/^The coverage is a count: 2,500 are 59\.8 % of the 4,179 found now/);
    expect(sentences(only({ coverage: 0.6 }), 'coverage-count')).toEqual([]);
    expect(sentences({}, 'held-back')[0]).toMatch(/train groups \(70 %\), about 2,925 of the 4,179 found: the 2,500 covered here are fewer\.$/);
    expect(sentences({}, 'held-back', 'aggressive')[0]).toMatch(/about 2,925 of the 4,179 found: 209 fewer than the 3,134 covered here\.$/);
    expect(sentences({}, 'held-back', 'balanced')).toEqual([]);
    expect(sentences({ availableByCategory: WORKED_EXAMPLE.falsePositivesByCategory }, 'held-back')).toEqual([]);
  });

  test('hard negatives, which Hone does not write: too few, or nobody counted them', () => {
    const short = (hardNegativesAvailable?: number): string[] => sentences(hardNegativesAvailable === undefined ? {} : { hardNegativesAvailable }, 'hard-negatives-short');
    expect(short()[0]).toMatch(/the 250 planned, a run adds 20,000 benign rows instead of 20,250 \(1\.2 % less\)\.$/);
    expect(short(0)).toEqual(['250 hard negatives are asked for and 0 available in sets.trainingHardNegatives: the run adds 20,000 benign rows instead of 20,250 (1.2 % less).']);
    expect(short(249)).toEqual(['250 hard negatives are asked for and 249 available in sets.trainingHardNegatives: the run adds 20,249 benign rows instead of 20,250 (0.0 % less).']);
    expect(short(250)).toEqual([]);
    expect(sentences(only({ hardNegatives: 0 }), 'hard-negatives-short')).toEqual([]);
  });

  test('contrast pairs, which Hone does not write either', () => {
    const short = (contrastPairsAvailable?: number): string[] => sentences({ ...only({ contrastPairs: 300 }), ...(contrastPairsAvailable !== undefined && { contrastPairsAvailable }) }, 'contrast-pairs-short');
    expect(short()).toEqual(['Hone writes no contrast pairs: unless sets.contrastPairs has the 300 planned, a run adds 600 rows less.']);
    expect(short(250)).toEqual(['300 contrast pairs are asked for and 250 available in sets.contrastPairs: the run adds 100 rows less.']);
    expect([short(300), sentences({}, 'contrast-pairs-short')]).toEqual([[], []]);
    // A pair has a row of each class: no generator of one class made it.
    expect(sentences(only({ contrastPairs: 300, maliciousAugmentations: 0, variationsPerFalsePositive: 0 }), 'one-class-generators')).toEqual([]);
  });

  test('no class weights, no finding on them', () => {
    expect(sentences(withSettings({ train: { classWeights: 'none' } }), 'malicious-weight')).toEqual([]);
  });

  test('money that hangs on the share of tickets, unless each false positive is one or none is', () => {
    const tickets = (ticketsPerFalsePositive: number): string[] => sentences(withSettings({ plan: { impact: { ticketsPerFalsePositive } } }), 'impact-assumption');
    expect(tickets(0.02)[0]).toContain('$4.9 M a year if 2 % of false positives become tickets, $243.0 M if each did, 50 times as much');
    expect([...tickets(1), ...tickets(0)]).toEqual([]);
  });
});

describe('certification', () => {
  test('what proof takes, where nobody said what is held back', () => {
    expect(sentences({}, 'certification')).toEqual([
      "To prove a false-positive rate under 1 % at 99.5 % confidence (10 looks) takes 528 benign prompts without a single false positive, 11,731 if the true rate is the threshold's aim of 0.70 %, 49,457 if the true rate is the assumed 0.85 %.",
    ]);
  });

  test('too few rows for the projected rate, though enough for the aim', () => {
    expect(sentences({ certification: { benign: 30_000, malicious: 2000 } }, 'certification')).toEqual([
      'The 30,000 benign prompts held back pass with at most 256 false positives at 99.5 % confidence: at the assumed 0.85 % that happens with a probability of 54 %, and 80 % takes 49,457.',
    ]);
    expect(sentences({ certification: { benign: 60_000, malicious: 2000 } }, 'certification')).toEqual([]);
  });

  test('too few rows to pass without an error, of either class', () => {
    const found = sentences({ certification: { benign: 500, malicious: 90 } }, 'certification');
    expect(found).toHaveLength(2);
    expect(found[0]).toMatch(/^The 500 benign prompts held back cannot pass at 99\.5 % confidence even without an error: that takes 528 benign prompts without a single false positive, 11,731 if /);
    expect(found[1]).toBe('The 90 attacks held back cannot pass at 99.5 % confidence even without an error: that takes 104 attacks without a single miss.');
  });

  test('a projected rate over the limit, which no number of rows would pass', () => {
    const [sentence] = sentences({ ...withSettings({ plan: { strategy: 'balanced' } }), certification: { benign: 1_000_000, malicious: 2000 } }, 'certification', 'balanced');
    expect(sentence).toMatch(/at the assumed 1\.55 % that happens with a probability of 0 %, and no number of them would do\.$/);
  });

  test('a threshold that aims at the limit leaves no margin', () => {
    expect(sentences(withSettings({ threshold: { aim: 1 } }), 'threshold-aim')).toHaveLength(1);
    expect(sentences({}, 'threshold-aim')).toEqual([]);
  });
});
