import { describe, expect, test } from '@jest/globals';
import { makePlan } from '../../../../domain/planning/make-plan.ts';
import type { PlanInput } from '../../../../domain/planning/plan-input.ts';
import { renderRecommendation } from '../../../../domain/render/recommendation.ts';
import { WORKED_EXAMPLE, withSettings } from '../planning/worked-example.ts';
import { WORKED_PILOTS } from '../planning/worked-pilots.ts';

const document = renderRecommendation(makePlan(WORKED_EXAMPLE));
const lines = document.split('\n');
const unavailable: PlanInput = { ...WORKED_EXAMPLE, methods: WORKED_EXAMPLE.methods.map((quota) => (quota.method === 'paraphrase' ? { ...quota, available: false, reason: 'no key' } : quota)) };

describe('renderRecommendation', () => {
  test('has the sections a reader looks for, in order', () => {
    expect(lines.filter((line) => line.startsWith('#'))).toEqual([
      '# Training recommendation',
      '## The ask',
      '## Recommendation: hybrid',
      '## The strategies side by side',
      '## What to know before saying yes',
      '## Expected, and measured',
      '## Class balance',
      '## Who gets variations, and who makes them',
      '## Why 8 variations, and 2,500 false positives',
      '## What it costs',
      '## Implementation, day by day',
      '## Configuration',
      '## Risks, and the way out',
      '## Success criteria',
      '## Business impact',
      '## Reference card',
    ]);
  });

  test.each([
    'The model in service blocks 4,179 of 100,000 benign prompts: a measured false-positive rate of 4.179 %. The new model must be proven under 1 % and still catch at least 95 % of attacks.',
    'Why hybrid: of the 4 strategies it has the lowest assumed rate; it is the only one whose author assumes a rate under 1 %; it adds the most malicious rows, which defends recall; it covers fewer false positives than aggressive (3,134).',
    '- Adds 2,500 × 8 + 250 = 20,250 benign rows and 3,000 malicious rows: 90,566 in all.',
    "- False-positive rate afterwards, projected and not measured: 0.00 % to 1.68 % by Hone's range, 0.85 % assumed by its author.",
    '| conservative | 627 × 16 + 100 | 10,132 | 77,448 | 59.1 % | 3.14 % | 0.00 % to 3.55 % | $0.53 | 6.4 h |',
    '| **hybrid** | 2,500 × 8 + 250, and 3,000 malicious | 23,250 | 90,566 | 61.7 % | 0.85 % | 0.00 % to 1.68 % | $1.26 | 7.8 h |',
    '| the model in service, now | 4.179 % | measured |',
    "| if the strategy's author is right | 0.85 % | projected: an assumption |",
    '| after | 55,884 | 34,682 | 90,566 | 61.7 % | 0.810 | 1.306 |',
    '| Context Manipulation | 1,797 | 1,797 | 1,075 | 8,600 |',
    '| paraphrase | 40 % | 8,000 | 8,000 | available |',
    "The rule: an unavailable method's share goes to the available ones in proportion to theirs, as does what a method cannot make.",
    '8 a text are more than the 4 of that table at 67,316 rows. The table counts copies of every training row, and here only the covered false positives are rewritten, 59.8 % of those found: their variations are 28.4 % of the rows trained on. It is a caution, not a rule.',
    '| as planned | 2,500 | 1,040,000 | 528,000 | $1.26 | $0.63 |',
    'Training: 70,371 of the 90,566 rows, at most 26,400 steps (12 epochs, batches of 32): about 7.8 h at the measured speed.',
    '| `train.epochs` | at most 12; stops after 3 evaluations without a better recall |',
    '| False-positive rate | at most 1 % | blocks | projected 0.00 % to 1.68 %, 0.85 % assumed by the author | measured 4.179 % | not measured yet |',
    '| Recall against the model in service | at least -1 points | blocks | not projected | measured at certification | not measured yet |',
    '- false-positive-rate, at 99.5 % confidence (its error divided over 10 looks): 528 benign prompts without any error; for an 80 % chance of passing 11,731 if 0.70 % is the true rate, 49,457 if 0.85 % is the true rate. How many are held back is not known here.',
    "| the author's assumption (0.85 %) | 33,290 | 12,150,850 | $243 K | $243.0 M |",
    'Projected, on assumptions: 1,000,000 prompts a day, 0.1 % of false positives become a ticket, $20 a ticket, 365 days.',
    '| Worth, if the rate falls to 0.85 % (projected) | 33,290 fewer a day, 12,150,850 a year: $243 K to $243.0 M |',
  ])('says: %s', (line) => expect(lines).toContain(line));

  test('keeps launch blockers apart from quality gates', () => {
    const [blockers = '', quality = ''] = document.split('Launch blockers:')[1]!.split('Quality gates:');
    for (const name of ['False-positive rate', 'Recall', 'Recall against the model in service', 'Size', 'Latency, p95']) expect(blockers).toContain(`| ${name} |`);
    for (const name of ['F1', 'ROC-AUC', 'Generalisation']) expect(quality).toContain(`| ${name} |`);
  });

  test('prints every finding, each under the name of its strategy if that is not the chosen one', () => {
    for (const { strategy, sentence } of makePlan(WORKED_EXAMPLE).findings) expect(lines).toContain(`- ${strategy === 'hybrid' ? '' : `${strategy}: `}${sentence}`);
  });

  test('calls no rate measured but the one that was', () => {
    const rates = lines.filter((line) => /(0\.85|1\.68|0\.00) %/.test(line));
    expect(rates.length).toBeGreaterThan(8);
    for (const line of rates) expect(line).not.toMatch(/measured (0\.85|1\.68|0\.00)/);
  });

  test('says what missing methods would cost', () => {
    const text = renderRecommendation(makePlan(unavailable));
    expect(text).toContain('| as planned | 0 | 0 | 0 | $0.00 | $0.00 |\n| if all methods were available | 2,500 | 1,040,000 | 528,000 | $1.26 | $0.63 |');
    expect(text).toContain('paraphrase is not available and costs nothing; the second row is the plan if all methods were available.');
  });

  test('shows pilot trainings beside the range where there were any, and nothing of them where not', () => {
    const piloted = renderRecommendation(makePlan({ ...WORKED_EXAMPLE, pilots: WORKED_PILOTS }));
    expect(piloted).toContain('| Projected by pilot trainings |');
    expect(piloted).toMatch(/\| by a curve through pilot trainings \| 0\.7\d\d? % \(0\.\d+ % to 0\.\d+ %\) \| projected from measured points \|/);
    expect(piloted).toMatch(/\| what pilot trainings predict \(0\.7\d\d? %\) \|/);
    expect(document).not.toMatch(/by pilot trainings/);
  });

  test('says with which chance the rows held back can prove it', () => {
    const text = renderRecommendation(makePlan({ ...WORKED_EXAMPLE, certification: { benign: 30_000, malicious: 1247 } }));
    expect(text).toContain('49,457 if 0.85 % is the true rate (those held back then pass with 54 %). Held back are 30,000, which pass with at most 256 false positives.');
  });

  test('escapes text of users, wherever it stands', () => {
    const evil = '<script>|*x*\n# y';
    const { llm, impact } = WORKED_EXAMPLE.settings.plan;
    const hostile: PlanInput = {
      ...WORKED_EXAMPLE,
      falsePositivesByCategory: { [evil]: 3000 },
      methods: [{ method: 'synonyms', share: 0.5, available: true }, { method: 'paraphrase', share: 0.5, available: false, reason: evil }],
      settings: {
        ...WORKED_EXAMPLE.settings,
        model: { base: evil, maxTokens: 8 },
        gates: WORKED_EXAMPLE.settings.gates.map((gate) => ({ ...gate, name: evil })),
        plan: { strategy: evil, strategies: [{ ...WORKED_EXAMPLE.settings.plan.strategies[0]!, name: evil, description: evil, coverage: 1, variationsPerFalsePositive: 1, hardNegatives: 0, maliciousAugmentations: 0 }], impact: { ...impact, currency: '<b>' }, llm: { ...llm, model: evil } },
      },
    };
    const text = renderRecommendation(makePlan(hostile));
    expect(text).toContain('&lt;script&gt;\\|\\*x\\* # y');
    expect(text).not.toMatch(/<script>|<b>|\n# y|[^\\]\|\*x/);
  });

  test('says so when no speed was measured, and when nothing is wrong', () => {
    const idle = ['conservative', 'balanced', 'aggressive', 'hybrid'].map((name) => ({ name, description: '', coverage: 0, variationsPerFalsePositive: 0, hardNegatives: 0, maliciousAugmentations: 0 }));
    const calm = withSettings({ plan: { strategies: idle }, train: { classWeights: 'none' } });
    const text = renderRecommendation(makePlan({ ...calm, rowsPerSecond: undefined, falsePositivesByCategory: {}, certification: { benign: 100_000, malicious: 1000 } }));
    expect(text).toContain('no speed was measured yet, so no time is given');
    expect(text).toContain('This profile trains without them (`train.classWeights`).');
    expect(text).toContain('Nothing is wrong with this plan.');
  });
});
