import { describe, expect, test } from '@jest/globals';
import type { LatencyTable } from '../../../../domain/latency-table.ts';
import { makePlan } from '../../../../domain/planning/make-plan.ts';
import { renderReport } from '../../../../domain/render/report.ts';
import type { ReportContent } from '../../../../domain/render/report.ts';
import { WORKED_EXAMPLE } from '../planning/worked-example.ts';
import { WORKED_PILOTS } from '../planning/worked-pilots.ts';
import { ACCOUNT } from '../../../support/augmentation-account.ts';
import { BASELINE } from '../../../support/baseline.ts';
import { CONVERSION } from '../../../support/conversion.ts';
import { CERTIFICATE } from '../../../support/certificate.ts';
import { runView, stageView } from '../../../support/run-view.ts';
import { WAIVER } from '../../../support/waiver.ts';

const report = (p50Ms: number): LatencyTable['traffic'] => ({ p50Ms, p95Ms: p50Ms * 2, p99Ms: p50Ms * 3, samples: 1000, threads: 2 });
const LATENCY: LatencyTable = { schema: 2, cpu: 'A <CPU>', cpuFlags: [], precision: 'int8', traffic: report(4), formats: {}, ladder: [], leftOut: [], costs: null };
const NOTHING: ReportContent = { view: runView(), baseline: null, certificate: null, probe: null, plan: null, conversion: null, latency: null, crossValidation: null, ablation: null, loso: null, rounds: null, account: null, stress: null };

describe('renderReport', () => {
  const whole = renderReport({ view: runView(), baseline: BASELINE, certificate: CERTIFICATE, probe: null, plan: makePlan(WORKED_EXAMPLE), conversion: CONVERSION, latency: LATENCY, crossValidation: null, ablation: null, loso: null, rounds: null, account: ACCOUNT, stress: null });

  test('says of a waiver right after the verdict', () => {
    const lines = renderReport({ ...NOTHING, view: runView({ waiver: WAIVER }) }).split('\n');
    expect(lines[4]).toMatch(/^> \*\*WAIVER: PROMOTED ALTHOUGH ITS GATES FAILED\. Not passed: fpr \(fail\), .* Waived by grace on 2026-01-02: the old one blocks every invoice\*\*$/);
    expect(whole).not.toContain('WAIVER');
  });

  test('begins with the verdict', () => {
    expect(whole.split('\n').slice(0, 3)).toEqual(['# Retraining report: hone-sample-1', '', 'Profile **sample**, verdict **promoted**.']);
  });

  test.each([
    '| false-positive rate | 4.00 % (480 of 12,000; 3.66–4.37 %) | 0.30 % (36 of 12,000; 0.22–0.42 %) |',
    'Measured on the file that ships, on 12,000 benign and 3,000 malicious rows',
    '(14,000 groups) that were never mined, trained or tuned on. This was look 2 of the',
    '10 declared for this set version, so every bound on these rows has one 10th of the error allowance.',
    `| false-positive-rate | blocks | pass | ${CERTIFICATE.gates[0]!.sentence} |`,
    'On the same rows only the champion is right 32 times, only the challenger',
    '446 times (exact McNemar, p: 1.2e-90).',
    '| forum | 8,000 | 5.50 % | 0.40 % |',
    '1 attacks the champion caught and the challenger misses:',
    '| m-1 | jail\\|breaks | 0.9100 | 0.4200 |',
    'No benign prompts that only the challenger blocks.',
    'int8 on A &lt;CPU&gt;, 2 threads, batch 1, tokenisation included. On 1,000 real prompts in their own',
    '| int8 | 0.99877 | 0.75 % | 96.50 % | 2 (0.10 %) | 22.9 | 4.0 | 8.0 | 12.0 |',
    '0.00 % (every false positive like a covered one is mended) and 1.68 % (only the covered ones are), the strategy\'s author assumed 0.85 %. Measured: 0.30 %.',
    '| paraphrase | 1,000 | 1,000 | not made: refusal 12 | 0.0015 USD ($1.50 in 250 calls) |',
    '| plan | made | 12.3 | covers half | never made before |',
  ])('says: %s', (line) => expect(whole.split('\n')).toContain(line));

  test('says what the look was likely to show, what to collect and what scores mean; of older certificates nothing', () => {
    const unit = { n: 12_000, rate: 0.0071, probability: 0.733, low: 0.002, high: 1, needed: 27_399 };
    const power = [{ gate: 'fpr|1', label: 'benign' as const, limit: 0.01, confidence: 0.995, rows: unit, groups: { ...unit, n: 9_000, needed: null }, probability: 0.733, sentence: '' }];
    const missing = { gate: 'recall', effect: 'blocks' as const, set: 'adversarial', slice: 'family:x', label: 'malicious' as const, unit: 'groups' as const, present: 100, needed: 1_159, missing: 1_059, sentence: 'recall: more' };
    const errors = { before: { expectedCalibrationError: 0.1, brierScore: 0.2 }, after: { expectedCalibrationError: 0.05, brierScore: 0.1 } };
    const calibration = { temperature: 2, rows: { benign: 12_000, malicious: 3_000 }, atHalf: errors, asMeasured: { prevalence: 0.2, ...errors }, corrected: errors };
    const certificate = { ...CERTIFICATE, power, calibration, toCollect: [missing, { ...missing, needed: null, missing: null }] };
    const lines = renderReport({ ...NOTHING, certificate }).split('\n');
    expect(lines).toEqual(expect.arrayContaining([
      '| fpr\\|1 | 12,000 rows | 0.71 % | 73.3 % (0.2 % to over 99.9 %) | 27,399 |',
      '| fpr\\|1 | 9,000 groups | 0.71 % | 73.3 % (0.2 % to over 99.9 %) | no number would do |',
      '| recall | blocks | adversarial, family:x | malicious | groups | 100 | 1,159 | 1,059 |',
      '| recall | blocks | adversarial, family:x | malicious | groups | 100 |  | recall: more |',
      '| 50 % | 0.1000 | 0.0500 | 0.2000 | 0.1000 |',
    ]));
    for (const heading of ['Rows to collect', 'What the look was likely to show', 'Scores as probabilities']) expect(whole).not.toContain(heading);
  });

  test('sorts the sources by what the champion gets wrong', () => {
    expect(whole.indexOf('| forum |')).toBeLessThan(whole.indexOf('| shop |'));
  });

  test('of a run that ended early has what there is and no more', () => {
    const early = renderReport({ ...NOTHING, view: runView({ verdict: null, status: 'Cancelled', stages: [stageView({ finishedAt: null, state: 'parked' })] }) });
    expect(early).toBe('# Retraining report: hone-sample-1\n\nProfile **sample**, no verdict (Cancelled).\n\n## Stages\n\n| stage | state | seconds | result | why |\n|---|---|---|---|---|\n| plan | parked |  | covers half | never made before |\n');
  });

  test('says what pilot trainings predicted, where there were any', () => {
    expect(renderReport({ ...NOTHING, plan: makePlan({ ...WORKED_EXAMPLE, pilots: WORKED_PILOTS }) })).toMatch(/\(only the covered ones are\), pilot trainings predicted 0\.7\d % \(0\.\d\d % to 0\.\d\d %\), the strategy's author assumed 0\.85 %\./);
  });

  test('says what was projected even when nothing was measured', () => {
    expect(renderReport({ ...NOTHING, plan: makePlan(WORKED_EXAMPLE) })).toContain('Measured: not measured.');
  });

  test('a threshold that is enough comes first, and the gates that show it below', () => {
    const text = renderReport({ ...NOTHING, view: runView({ verdict: 'threshold-only' }), baseline: BASELINE });
    expect(text.split('\n')[4]).toBe('**Moving the &lt;threshold&gt; alone is not enough.** The evidence is below.');
    expect(text).toContain(`| recall | blocks | pass | ${BASELINE.control.gates[1]!.sentence} |`);
    expect(whole.split('\n')).toContain('## The champion before');
  });

  test('shows the first 20 regressions and says how many there are', () => {
    const newlyBlocked = Array.from({ length: 21 }, (_, index) => ({ id: `b-${index}`, source: 's', champion: 0.1, challenger: 0.9 }));
    const text = renderReport({ ...NOTHING, certificate: { ...CERTIFICATE, newlyBlocked } });
    expect(text).toContain('21 benign prompts that only the challenger blocks:');
    expect(text).toContain('The first 20 of 21; all are in report.json.');
    expect([text.includes('| b-19 |'), text.includes('| b-20 |')]).toEqual([true, false]);
  });

  test('escapes text of users, wherever it stands', () => {
    const evil = '<b>|*x*\n# y';
    const text = renderReport({
      baseline: null,
      stress: null,
      view: runView({ run: evil, profile: evil, stages: [stageView({ headline: evil, reason: evil })] }),
      certificate: { ...CERTIFICATE, newlyMissed: [{ id: evil, source: evil, champion: 0.9, challenger: 0.1 }], falsePositivesBySource: { [evil]: { rows: 1, champion: 0, challenger: 0 } } },
      probe: null,
      plan: null,
      conversion: { ...CONVERSION, benignToMalicious: [{ id: evil, label: 'benign', before: 0, after: 1 }] },
      latency: { ...LATENCY, cpu: evil },
      crossValidation: null,
      ablation: null, loso: null, rounds: null,
      account: null,
    });
    expect(text).not.toMatch(/<b>|\n# y|[^\\]\*x/);
  });
});
