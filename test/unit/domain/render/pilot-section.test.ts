import { describe, expect, test } from '@jest/globals';
import { makePlan } from '../../../../domain/planning/make-plan.ts';
import type { PlanInput } from '../../../../domain/planning/plan-input.ts';
import { renderPilots } from '../../../../domain/render/pilot-section.ts';
import { renderRecommendation } from '../../../../domain/render/recommendation.ts';
import { underLimit, WORKED_EXAMPLE } from '../planning/worked-example.ts';
import { WORKED_PILOTS } from '../planning/worked-pilots.ts';

const section = (change: Partial<PlanInput> = {}): string => renderPilots(makePlan({ ...WORKED_EXAMPLE, pilots: WORKED_PILOTS, ...change }));

describe('renderPilots', () => {
  test('a measured figure has its count and interval', () => {
    expect(section()).toContain('| none: old rows alone | 0 | 20,000 | 4.00 % (800 of 20,000; 3.74–4.28 %) | 0.00 % (0 of 20,000; 0.00–0.02 %) | 0.00 % (0 of 100; 0.00–3.70 %) | 40.00 % (400 of 1,000; 37.01–43.07 %) |');
    expect(section()).toContain('| 2,090 (50 %) | 8 | 38,810 |');
    expect(section()).toContain('false-positive rate 4.18 % (836 of 20,000; 3.91–4.47 %), recall 95.00 % (95 of 100; 88.82–97.85 %) at threshold 0.5000');
  });

  test('says what is measured and what is projected, and the fit in one sentence', () => {
    const [measured, projected] = section().split('## Pilots: projected, not measured');
    expect(measured).toMatch(/^## Pilots: measured\n/);
    expect(projected).toMatch(/ln\(rate\) = −3\.2\d\d − 0\.15\d · ln\(1 \+ covered\) − 0\.2\d\d · ln\(1 \+ variations\), by least squares over 8 pilots \(residual deviation 0\.00\d, 5 degrees of freedom\); covering twice as many multiplies the rate by about 0\.90\./);
  });

  test('an extrapolation is said', () => {
    expect(section()).toMatch(/\| conservative \| 627 × 16 \|.*\| extrapolated 2\.0 times beyond the largest pilot \|/);
    expect(section()).toMatch(/\| hybrid \| 2,500 × 8 \|.*\| within the pilots \|/);
  });

  test('names the cheapest strategy expected to pass, or the closest and by how much', () => {
    expect(section(underLimit(0.012))).toMatch(/Cheapest strategy expected to pass: \*\*conservative\*\*\. .* lies under 1\.2 %; the upper end is 0\.\d\d points below\./);
    expect(section(underLimit(0.006))).toMatch(/No strategy is expected to pass: \*\*\w+\*\* comes closest, and the upper end of its interval lies 0\.\d\d points over 0\.6 %\./);
  });

  test('without a curve says why', () => {
    expect(section({ pilots: { ...WORKED_PILOTS, pilots: WORKED_PILOTS.pilots.slice(0, 1) } })).toContain('No curve is fitted: it takes 3 pilots that differ, there are 1.');
  });

  test('a term that could not be fitted is said to be left out, and strategies out of reach have no figure', () => {
    const unvaried = { ...WORKED_PILOTS, pilots: [0, 1, 2, 3].map((index) => ({ ...WORKED_PILOTS.pilots[index]!, variations: 0 })) };
    expect(section({ pilots: unvaried })).toContain('The pilots could not tell the effect of variations, which is left out.');
    expect(section({ pilots: unvaried })).toContain('| hybrid | 2,500 × 8 | 23,250 | – | – | no pilot had any variations |');
    expect(section({ pilots: unvaried })).toContain('No strategy lies within reach of the pilots.');
  });

  test('is part of the recommendation where there are pilots, and of no other', () => {
    expect(renderRecommendation(makePlan({ ...WORKED_EXAMPLE, pilots: WORKED_PILOTS }))).toContain(`\n\n${section()}\n\n`);
    expect(renderPilots(makePlan(WORKED_EXAMPLE))).toBe('');
    expect(renderRecommendation(makePlan(WORKED_EXAMPLE))).not.toContain('## Pilots');
  });
});
