import { describe, expect, test } from '@jest/globals';
import { makePlan } from '../../../../domain/planning/make-plan.ts';
import { renderRecommendation } from '../../../../domain/render/recommendation.ts';
import { WORKED_EXAMPLE } from '../planning/worked-example.ts';

const lines = renderRecommendation(makePlan(WORKED_EXAMPLE)).split('\n');

describe('renderRecommendation', () => {
  test.each([
    '## Recommendation: hybrid',
    'The champion calls 4,179 of 100,000 benign prompts malicious: a false-positive rate of 4.179 %. The limit is 1 %, without losing recall.',
    'Why: of the 4 strategies it has the lowest assumed rate and the most malicious augmentation, which defends recall. More false positives are covered by aggressive (3,134).',
    '- It adds 20,250 benign and 3,000 malicious rows: 90,566 in all.',
    '- Its rate is projected, not measured: 0.00 % … 1.68 %, and the plan assumes 0.85 %.',
    '| conservative | 627 × 16 + 100 | 10,132 | 77,448 | 59.1 % | 0.00 % … 3.55 % | 3.14 % | 6.4 h |',
    '| **hybrid** | 2,500 × 8 + 250, and 3,000 malicious | 23,250 | 90,566 | 61.7 % | 0.00 % … 1.68 % | 0.85 % | 7.8 h |',
    '| Context Manipulation | 1,797 | 1,797 | 1,075 | 8,600 |',
    '| after | 55,884 | 34,682 | 90,566 | 61.7 % | 0.810 | 1.306 |',
    '| paraphrase | 40 % | 8,000 | 8,000 | available |',
    '## Projected, not measured',
    '| assumed (0.85 %) | 33,290 | 12,150,850 | $243 K | $243.0 M |',
    'Assumed: 1,000,000 prompts a day, 0.1 % of false positives become a ticket, $20 a ticket, 365 days. The assumptions decide the money.',
    '## What happens next',
  ])('says: %s', (line) => expect(lines).toContain(line));

  test('prints every finding of the chosen strategy', () => {
    const plan = makePlan(WORKED_EXAMPLE);
    for (const { sentence } of plan.findings.filter((finding) => finding.strategy === 'hybrid')) expect(lines).toContain(`- ${sentence}`);
  });

  test('escapes text of users, wherever it stands', () => {
    const evil = '<script>|*x*\n# y';
    const strategies = [{ ...WORKED_EXAMPLE.strategies[3]!, name: evil, description: evil }];
    const text = renderRecommendation(
      makePlan({ ...WORKED_EXAMPLE, strategies, strategy: evil, falsePositivesByCategory: { [evil]: 3000 }, impact: { ...WORKED_EXAMPLE.impact, currency: '<b>' } }),
    );
    expect(text).toContain('&lt;script&gt;\\|\\*x\\* # y');
    expect(text).not.toMatch(/<script>|<b>|\n# y|[^\\]\|\*x/);
  });

  test('says so when no speed was measured, and when nothing is wrong', () => {
    const calm = makePlan({ ...WORKED_EXAMPLE, strategy: 'conservative', strategies: [{ ...WORKED_EXAMPLE.strategies[0]!, maliciousAugmentations: 15_000 }], falsePositiveRateLimit: 0.04, training: { epochs: 1, batchSize: 32, trainShare: 1 } });
    const text = renderRecommendation(calm);
    expect(text).toContain('time unknown until a speed is measured');
    expect(text).toContain('Nothing is wrong with this plan.');
  });
});
