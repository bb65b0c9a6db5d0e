import { describe, expect, test } from '@jest/globals';
import { augmentationSection } from '../../../../domain/render/augmentation-section.ts';
import { ACCOUNT } from '../../../support/augmentation-account.ts';

describe('augmentationSection', () => {
  const lines = augmentationSection(ACCOUNT).split('\n');

  test.each([
    '1,600 variations of 200 false positives, at least 7 each, and 300 of 150 attacks. Left out because another source had given the same text: 4.',
    '**back-translation-de** was not available, and the others made its 400 variations: No &lt;model&gt; is here.',
    '| synonyms | 1,000 | 600 | near-source 300, duplicate 100 | nothing |',
    '| paraphrase | 1,000 | 1,000 | not made: refusal 12 | 0.0015 USD ($1.50 in 250 calls) |',
    '| synonyms | 60.0 % (120 of 200; 53.1–66.5 %) |  |',
    '| perturbation |  | 30.0 % (45 of 150; 23.2–37.8 %) |',
    '| their sources | 100.0 % (200 of 200; 98.1–100.0 %) | 2.0 % (3 of 150; 0.7–5.7 %) |',
    '| synonyms | 200 | 0.123 | 0.457 | 0.321 | 0.912 (600) | 0.876 (500) | 0.61 (0.55–0.66) |',
    '| perturbation | 0 |  |  |  |  |  | too few |',
    '| their sources | 350 | 0.150 | 0.500 | 0.050 |  |  |  |',
    '![Kept and dropped variations by method](augmentation-kept.svg)',
    '![Share of variations that the champion gets wrong, by method](augmentation-fooled.svg)',
  ])('says: %s', (line) => expect(lines).toContain(line));

  test('links no plot that there is not, and leaves out what did not happen', () => {
    const text = augmentationSection({ ...ACCOUNT, methods: {}, unavailable: [], sameTextFromOtherSource: 0 });
    expect(text).not.toMatch(/!\[|not available|Left out/);
  });

  test('says what was spent on nothing', () => {
    const { paraphrase } = ACCOUNT.methods;
    expect(augmentationSection({ ...ACCOUNT, methods: { paraphrase: { ...paraphrase!, kept: 0, costPerKept: null } } })).toContain('| $1.50 in 250 calls, none kept |');
  });

  test('escapes names and reasons', () => {
    const evil = '<b>|x';
    const text = augmentationSection({ ...ACCOUNT, methods: { [evil]: { ...ACCOUNT.methods['synonyms']!, dropped: { [evil]: 1 } } }, unavailable: [{ method: evil, count: 1, reason: evil }] });
    expect(text).not.toContain('<b>');
  });

  test('says what became of batch mode', () => {
    const batched = { mode: 'batch', batches: 2, requests: 1_200, answers: 1_150, failures: ['expired'] } as const;
    expect(augmentationSection({ ...ACCOUNT, batched })).toContain('Asked in batches: 1,150 of 1,200 calls answered in 2 batches, the others one by one. A batch failed: expired.');
    expect(augmentationSection({ ...ACCOUNT, batched: { mode: 'direct', reason: 'no batches here' } })).toContain('the calls were made one by one: no batches here');
    expect(augmentationSection(ACCOUNT)).not.toContain('batches');
  });
});
