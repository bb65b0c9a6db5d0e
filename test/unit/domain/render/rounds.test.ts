import { describe, expect, test } from '@jest/globals';
import { roundsReport, roundsView } from '../../../../domain/fallback/rounds-report.ts';
import type { TriedRound } from '../../../../domain/fallback/rounds-report.ts';
import type { FallbackSettings } from '../../../../domain/profile.ts';
import { roundsLines } from '../../../../domain/render/rounds-lines.ts';
import { roundsSection } from '../../../../domain/render/rounds-section.ts';
import { evidence, failing } from '../fallback/evidence.ts';

const SETTINGS: FallbackSettings = {
  rounds: 3,
  gpuHours: 2,
  rules: ['wider', 'toward-champion', 'slower'].map((name) => ({ name, when: [{ gate: 'recall' }], change: { train: {} }, reason: 'r' })),
};
const FIRST: TriedRound = { round: 1, from: null, rule: null, reason: '', why: '', change: null, merge: null, evidence: evidence({ decision: 'stop', failing: [failing('recall'), failing('false-positive-rate', 'tuning', { atDeployedThreshold: true })] }) };
const SECOND: TriedRound = {
  round: 2, from: 1, rule: 'wider', reason: 'Not | covered.', why: 'tuning: recall: fail.', change: { strategy: { coverage: 0.75 } }, merge: null,
  evidence: evidence({ failing: [failing('f1', 'test', { effect: 'warns' })], figures: [...evidence().figures, { set: 'unseen', falsePositives: null, recall: { count: 9, n: 10 }, rocAuc: null }] }),
};
const THIRD: TriedRound = { ...FIRST, round: 3, from: 2, rule: 'toward-champion', merge: { share: 0.7 }, evidence: null };

describe('roundsSection', () => {
  const section = roundsSection(roundsReport(SETTINGS, [FIRST, SECOND, THIRD], 2, 'All 3 rounds are used.'));

  test('has a row a round, with every set that was judged', () => {
    expect(section.split('\n').filter((line) => line.startsWith('|'))).toEqual([
      '| round | change | tuning: FPR, recall, AUC | unseen: FPR, recall, AUC | gates | goes on |',
      '|---|---|---|---|---|---|',
      '| 1 | the profile as it is | 0.80 % (8 of 1,000), 97.00 % (97 of 100), 0.9900 | not judged | recall on tuning fails |  |',
      expect.stringMatching(/^\| 2 \| strategy\.coverage: 0\.75 \| 0\.80 % .* \| –, 90\.00 % \(9 of 10\), – \| f1 on test fails \(warns\) \| \*\*yes\*\* \|$/),
      "| 3 | merge: 70 % of the weights, the rest the champion's | not judged | not judged | not judged |  |",
    ]);
  });

  test('says why each was begun, why there is no further one, and what is left', () => {
    expect(section).toContain('* Round 2 changed round 1 by the rule **wider**: Not \\| covered. Evidence: tuning: recall: fail.');
    expect(section).toContain('All 3 rounds are used. Budget: 3 rounds, 2 GPU hours; the trainings took 20 min. Rules not taken: slower.');
    expect(section).toContain('no certification row was looked at');
  });
});

describe('roundsLines', () => {
  test('say nothing while the first round is under way', () => expect(roundsLines(roundsView(SETTINGS, [{ ...FIRST, evidence: null }]))).toEqual([]));

  test('name the rule that is being tried, and at the end what is left', () => {
    expect(roundsLines(roundsView(SETTINGS, [FIRST, { ...SECOND, evidence: null }]))).toEqual(['round 1: the profile as it is → stop: fails recall on tuning', 'round 2: wider. Not | covered. tuning: recall: fail.']);
    expect(roundsLines(roundsView(SETTINGS, [FIRST, SECOND], { chosen: 2, ended: 'It passes.' }))).toEqual([
      'round 1: the profile as it is → stop: fails recall on tuning',
      'round 2 (goes on): wider. Not | covered. tuning: recall: fail. → go: fails f1 on test (warns)',
      'no further round: It passes. Rules not taken: toward-champion, slower.',
    ]);
  });
});
