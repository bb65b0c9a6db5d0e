import { expect, test } from '@jest/globals';
import { losoReport } from '../../../../domain/loso/loso-report.ts';
import type { RotationInput } from '../../../../domain/loso/loso-report.ts';
import { renderLoso } from '../../../../domain/render/loso.ts';

const TUNING = { tuningBenign: [0.1, 0.1, 0.2, 0.6], tuningAttacks: [0.7, 0.9] };
const many = (...scores: number[]): number[] => Array.from({ length: 30 }, () => scores).flat();
const CHAMPION = { ...TUNING, unseenBenign: many(0.2, 0.7), unseenAttacks: many(0.6, 0.8) };

function rotation(name: string, recipes: RotationInput['recipes'], malicious = name): RotationInput {
  const groups = { unseenBenign: CHAMPION.unseenBenign.map((_, index) => `b${index}`), unseenAttacks: CHAMPION.unseenAttacks.map((_, index) => `m${index}`) };
  return { rotation: { name, benign: [`chat of ${name}`], malicious: [malicious] }, learned: 500, falsePositives: 40, groups, deployed: 0.5, champion: CHAMPION, recipes };
}

const recipe = (name: string, scores: Partial<RotationInput['champion']>) => ({ name, trainedRows: 700, scores: { ...CHAMPION, ...scores } });
const BETTER = recipe('better', { unseenBenign: many(0.1, 0.3) });
const DEAF = recipe('deaf', { unseenBenign: many(0.1, 0.2), unseenAttacks: many(0.3, 0.8) });

test('areas and recall of unseen rows at the champion\'s rate, and what holds', () => {
  const report = losoReport([rotation('one', [BETTER, DEAF]), rotation('two', [BETTER, DEAF])], 0.25);
  const [first] = report.rotations;
  expect(first).toMatchObject({ rows: { unseenBenign: 60, unseenAttacks: 60, tuningBenign: 4, tuningAttacks: 2 }, championRate: 0.25, champion: { auc: 0.75, atChampionRate: { recall: 1, falsePositiveRate: 0.5 } } });
  // The champion flags one of four benign tuning prompts, so the recipes are measured where they flag one: at 0.6.
  expect(first!.recipes[0]).toMatchObject({ name: 'better', auc: 1, atChampionRate: { recall: 1, falsePositiveRate: 0 }, aucDifference: { mean: 0.25 }, recallDifference: { mean: 0 } });
  expect(first!.recipes[1]).toMatchObject({ name: 'deaf', atChampionRate: { recall: 0.5 }, recallDifference: { mean: -0.5 } });
  expect(report.recipes.map(({ name, holds }) => [name, holds])).toEqual([['better', true], ['deaf', false]]);
  expect(report.recipes[0]!.auc).toMatchObject({ champion: 0.75, challenger: 1, difference: { mean: 0.25 } });
});

test('a recipe that loses unseen attacks, or separates no better beyond doubt, does not hold', () => {
  const loses = recipe('loses', { unseenBenign: many(0.01, 0.02), unseenAttacks: [...many(0.9, 0.9).slice(2), 0.1, 0.1] });
  const same = recipe('same', {});
  const { recipes } = losoReport([rotation('one', [loses, same])], 0.25);
  expect(recipes[0]!.recall.difference.mean).toBeCloseTo(-2 / 60, 10);
  expect(recipes[0]!.auc.difference.low).toBeGreaterThan(0);
  expect(recipes.map(({ holds }) => holds)).toEqual([false, false]);
});

test('the interval over two rotations is narrower than that of one, unless they share a source', () => {
  const width = (...of: RotationInput[]): number => {
    const { low, high } = losoReport(of, 0.25).recipes[0]!.auc.difference;
    return high - low;
  };
  const [one, two] = [rotation('one', [BETTER]), rotation('two', [BETTER])];
  expect(width(one, two)).toBeCloseTo(width(one) / Math.SQRT2, 10);
  expect(width(one, rotation('three', [BETTER], 'one'))).toBeCloseTo(width(one), 10);
});

test('reads as a table of recipes and one for each rotation', () => {
  const text = renderLoso(losoReport([rotation('wild | chat', [BETTER, DEAF])], 0.008));
  expect(text).toContain('| better | 0.750 → 1.000 | +25.0 (');
  expect(text).toContain('Unseen FPR at 0.8 %');
  expect(text).toContain('### wild \\| chat');
  expect(text).toContain('The champion flags 25.00 %\nof 4 benign tuning prompts and had 40 groups of false positives to learn from.');
  expect(text).toContain('| champion | 500 | 0.750 |  | 100.0 % |');
});
