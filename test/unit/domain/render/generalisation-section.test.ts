import { describe, expect, test } from '@jest/globals';
import { generalisationSection } from '../../../../domain/render/generalisation-section.ts';
import { PROBE } from '../../../support/probe.ts';

describe('generalisationSection', () => {
  const text = generalisationSection(PROBE);

  test.each([
    '## What carries over',
    '| unseen sources: honest prompts flagged | 480 | 26.00 % (130 of 500; 22.35–30.02 %) | 12.00 % (60 of 500; 9.44–15.14 %) | -13.96 points (-17.55 to -10.79) |',
    '| unseen sources: attacks caught | 200 | 96.00 % (192 of 200; 92.31–97.96 %) | 94.00 % (188 of 200; 89.81–96.53 %) | -2.00 points (-5.77 to +1.31) |',
    "| unseen sources, at the champion's false-positive rate: attacks caught | 200 | 96.00 % (192 of 200; 92.31–97.96 %) | 97.00 % (194 of 200; 93.61–98.62 %) | +1.00 points (-1.83 to +4.17) |",
    '| unseen sources: ROC-AUC of 200 attacks against 500 honest prompts |  | 0.8100 | 0.8750 | +0.0650 (+0.0210 to +0.1090) |',
    '| hard negatives, category security: honest prompts flagged | 40 | 50.00 % (20 of 40; 35.20–64.80 %) | 25.00 % (10 of 40; 14.19–40.19 %) | -25.00 points (-40.19 to -14.05) |',
    '| partners&lt;b&gt;: attacks caught | 10 | 90.00 % (9 of 10; 59.58–98.21 %) | 100.00 % (10 of 10; 72.25–100.00 %) | +10.00 points (-20.53 to +40.42) |',
    '| tuning slice, 1 trigger word: honest prompts flagged | 10 | 50.00 % (5 of 10; 23.66–76.34 %) | 50.00 % (5 of 10; 23.66–76.34 %) | +0.00 points (-27.75 to +27.75) |',
    '| tuning slice, 3+ trigger words: honest prompts flagged | 20 | 40.00 % (8 of 20; 21.88–61.34 %) | 5.00 % (1 of 20; 0.89–23.61 %) | -35.00 points (-56.71 to -13.25) |',
    "**At the champion's false-positive rate** (1,000 of 10,000 honest tuning prompts flagged; by the challenger 999, at a",
    'threshold of 0.0421) the champion catches 96.0 % of the unseen attacks, the challenger 97.0 %.',
    '### Shortcuts',
    '* Length against the label (tuning slice; AUC 0.79, 0.76 to 0.82): longer prompts are more often attacks.',
  ])('says: %s', (line) => expect(text.split('\n')).toContain(line));

  test('lists the sets in the order in which they were measured, each with its area after its rates', () => {
    const places = ['| unseen sources: honest', '| unseen sources: ROC-AUC', '| hard negatives', '| partners', '| tuning slice'].map((start) => text.indexOf(start));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places[0]).toBeGreaterThan(0);
  });

  test('says a source that is all of its class only once', () => {
    const [all] = PROBE.slices;
    const shown = (source: typeof all): string => generalisationSection({ ...PROBE, slices: [all!, { ...source!, slice: 'source:far' }] });
    expect(shown(all)).not.toContain('source far');
    expect(shown({ ...all!, rows: { ...all!.rows, both: 1 } })).toContain('| unseen sources, source far: honest prompts flagged |');
  });

  test('without anything measured has its title alone', () => {
    expect(generalisationSection({ ...PROBE, slices: [], aucs: [], recallAtChampionRate: null, shortcuts: [] })).toBe('## What carries over');
  });
});
