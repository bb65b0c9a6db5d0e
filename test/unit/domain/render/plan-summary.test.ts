import { expect, test } from '@jest/globals';
import { makePlan } from '../../../../domain/planning/make-plan.ts';
import { renderPlanSummary } from '../../../../domain/render/plan-summary.ts';
import { WORKED_EXAMPLE, withSettings } from '../planning/worked-example.ts';

const lines = renderPlanSummary(makePlan(WORKED_EXAMPLE)).split('\n');

test('one row a strategy, the chosen one marked', () => {
  expect(lines.slice(0, 8)).toEqual([
    '4,179 false positives in 100,000 prompts: 4.179 % (measured), limit 1 %.',
    '',
    '  strategy      benign added              attacks  rows    benign  author  Hone             LLM    time',
    '  conservative  627 × 16 + 100 = 10,132   0        77,448  59.1 %  3.14 %  0.00 to 3.55 %   $0.53  6.4 h',
    '  balanced      2,090 × 8 + 250 = 16,970  0        84,286  62.4 %  1.55 %  0.00 to 2.09 %   $1.05  7.1 h',
    '  aggressive    3,134 × 7 + 250 = 22,188  0        89,504  64.6 %  1.06 %  0.00 to 1.045 %  $1.45  7.7 h',
    '* hybrid        2,500 × 8 + 250 = 20,250  3,000    90,566  61.7 %  0.85 %  0.00 to 1.68 %   $1.26  7.8 h',
    '* chosen. False-positive rates projected, not measured: by the author; by Hone, full generalisation to memorising only.',
  ]);
});

test('what the chosen one gives', () => {
  expect(lines).toContain('covers   Context Manipulation 1,075, Semantic Jailbreak 642, Obfuscated Command 480, Other 303');
  expect(lines).toContain('classes  55,884 benign, 34,682 malicious; weights 0.810 and 1.306');
});

test('findings as a list, those of other strategies with their name', () => {
  const list = lines.slice(lines.indexOf('Findings') + 1);
  expect(list.filter((line) => line.startsWith('- '))).toHaveLength(makePlan(WORKED_EXAMPLE).findings.length);
  expect(list).toContainEqual(expect.stringMatching(/^- aggressive: 75 % coverage alone/));
});

test('fits 120 columns but for the findings, with long names and the covered texts themselves too', () => {
  const own = { name: 'a-strategy-with-a-very-long-name', description: '', coverage: 2500, variationsPerFalsePositive: 12, hardNegatives: 1000, maliciousAugmentations: 12_000 };
  const text = renderPlanSummary(makePlan(withSettings({ plan: { strategies: [own] }, assemble: { includeSources: true } })));
  expect(text).toContain('  a-strategy-wi… ');
  for (const line of text.split('\nFindings\n')[0]!.split('\n')) expect([...line].length).toBeLessThanOrEqual(120);
});
