import { expect, test } from '@jest/globals';
import { ablationReport } from '../../../../domain/ablation/ablation-report.ts';
import type { AblationInput } from '../../../../domain/ablation/ablation-report.ts';
import { ablationArms, armAugmentation, CONTROL } from '../../../../domain/ablation/arms.ts';
import { renderAblation } from '../../../../domain/render/ablation.ts';
import { AUGMENTATION } from '../../../support/augmentation.ts';

const SETTINGS = { covered: 10, rows: 100, alone: 4, mix: [8, 0, 2, 2], seeds: 2, evaluationRows: 10 };

test('the arms: nothing covered, the control, each method alone, and the mix in rising order', () => {
  expect(ablationArms(SETTINGS, ['synonyms', 'paraphrase'])).toEqual([
    { kind: 'nothing-covered', variations: 0 },
    CONTROL,
    { kind: 'method', method: 'synonyms', variations: 4 },
    { kind: 'method', method: 'paraphrase', variations: 4 },
    { kind: 'method', method: 'perturbation', variations: 4 },
    { kind: 'mix', variations: 2 },
    { kind: 'mix', variations: 8 },
  ]);
});

test('an arm of one method is made by it alone, the mix by all', () => {
  expect(armAugmentation({ kind: 'method', method: 'synonyms', variations: 4 }, AUGMENTATION).methods).toEqual({ synonyms: 1 });
  expect(armAugmentation({ kind: 'method', method: 'perturbation', variations: 4 }, { ...AUGMENTATION, perturbationShare: 0.2 })).toEqual(AUGMENTATION);
  expect(armAugmentation({ kind: 'mix', variations: 4 }, AUGMENTATION)).toEqual(AUGMENTATION);
});

/** The champion flags half of four benign prompts and catches both attacks. */
const INPUT: AblationInput = {
  limit: 0.25, covered: 10, rows: 100, unavailable: [{ method: 'paraphrase', reason: 'Set HONE_LLM_BASE_URL.' }],
  champion: { threshold: 0.5, benign: [0.1, 0.2, 0.6, 0.7], attacks: [0.8, 0.9] },
  groups: { benign: ['a', 'b', 'c', 'd'], attacks: ['m', 'n'], heldOut: ['h'] },
  arms: [
    { arm: CONTROL, trained: [{ rows: 100, variations: 0 }, { rows: 100, variations: 0 }], scores: [{ benign: [0.1, 0.2, 0.85, 0.9], attacks: [0.8, 0.95], heldOut: [0.9] }, { benign: [0.1, 0.2, 0.85, 0.9], attacks: [0.8, 0.95], heldOut: [0.9] }] },
    {
      arm: { kind: 'method', method: 'synonyms', variations: 4 },
      trained: [{ rows: 100, variations: 40 }, { rows: 99, variations: 38 }],
      // Catches both attacks from 0.3 on: one benign prompt is flagged with the first seed, none with the second.
      scores: [{ benign: [0.1, 0.1, 0.1, 0.35], attacks: [0.3, 0.4], heldOut: [0.2] }, { benign: [0.1, 0.1, 0.1, 0.1], attacks: [0.3, 0.4], heldOut: [0.2] }],
    },
  ],
};

test('arms are measured where they catch as many attacks as the champion, recall at the limit, and compared seed by seed', () => {
  const report = ablationReport(INPUT);
  expect(report).toMatchObject({ seeds: 2, champion: { threshold: 0.5, falsePositives: { count: 2, n: 4 }, recall: { count: 2, n: 2 } } });
  const [control, synonyms] = report.arms;
  // The control needs 0.8 for both attacks, which flags two; at a quarter of benign prompts flagged it catches one.
  expect(control).toMatchObject({ name: 'covered, no variations', falsePositiveRate: 0.5, recall: 0.5, heldOutFlagged: 1, effect: null });
  expect(synonyms).toMatchObject({ name: 'synonyms × 4', falsePositiveRate: 0.125, recall: 1, heldOutFlagged: 0 });
  expect(synonyms!.effect!.falsePositiveRate.mean).toBeCloseTo(-0.375, 12);
  expect(synonyms!.effect!.recall.mean).toBeCloseTo(0.5, 12);
  expect(synonyms!.effect!.heldOutFlagged).toEqual({ mean: -1, low: -1, high: -1 });
});

test('where nothing is held out there is no share of it', () => {
  const arms = INPUT.arms.map((arm) => ({ ...arm, scores: arm.scores.map((scores) => ({ ...scores, heldOut: [] })) }));
  const { arms: [, synonyms] } = ablationReport({ ...INPUT, arms, groups: { ...INPUT.groups, heldOut: [] } });
  expect(synonyms).toMatchObject({ heldOutFlagged: null, effect: { heldOutFlagged: null } });
});

test('the table has every arm with its effects, what was not tried, and claims nothing it does not hold', () => {
  const report = ablationReport(INPUT);
  const text = renderAblation(report);
  expect(text).toContain('| covered, no variations | 0 | 50.00 % | 50.00 % | 100.0 % | control | control | control |');
  expect(text).toMatch(/\| synonyms × 4 \| 39 \| 12\.50 % \| 100\.00 % \| 0\.0 % \| −37\.50 \(−\d+\.\d\d to \+\d+\.\d\d\) \| \+50\.00/);
  expect(text).toContain('Not tried: paraphrase. Set HONE\\_LLM\\_BASE\\_URL.');
  expect(text).toContain('No arm moves the false-positive rate beyond doubt at this size.');
  const sure = { ...report, arms: report.arms.map((arm) => (arm.effect ? { ...arm, effect: { ...arm.effect, falsePositiveRate: { mean: -0.3, low: -0.4, high: -0.2 } } } : arm)) };
  expect(renderAblation(sure)).toContain('Lower the false-positive rate beyond doubt: **synonyms × 4**.');
});
