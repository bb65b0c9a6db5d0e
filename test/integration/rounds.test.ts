import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { stageLabel } from '../../domain/stage-label.ts';
import { tinyStack } from './support/tiny-stack.ts';
import type { FinishedRun, TinyStack } from './support/tiny-stack.ts';

jest.setTimeout(600_000);

let tiny: TinyStack;
let first: FinishedRun;

const PERFECT = { name: 'roc-auc', quantity: 'roc-auc', direction: 'at-least', limit: 1, confidence: 0.95, effect: 'warns' } as const;
const asking = (): ReturnType<TinyStack['request']> =>
  tiny.request({
    gates: [...tiny.request().overrides!.gates!, PERFECT],
    fallbacks: {
      rounds: 3,
      rules: [
        { name: 'slower', when: [{ gate: 'roc-auc', on: 'tuning' }], change: { train: { learningRate: 1e-3 } }, reason: 'Smaller steps.' },
        { name: 'toward-champion', when: [{ gate: 'roc-auc', on: 'tuning' }], merge: { share: 0.5 }, reason: 'Keeps what it knew.' },
      ],
    },
  });

beforeAll(async () => {
  tiny = await tinyStack();
  first = await tiny.finish(asking());
}, 600_000);
afterAll(() => tiny?.stop());

test('a run turns as long as a gate fails: trained again, then merged with the champion, and the best goes on', () => {
  expect(first.outcome.verdict).toBe('promoted');
  const made = first.view.stages.filter(({ state }) => state === 'made').map(stageLabel);
  expect(made).toEqual(expect.arrayContaining(['train', 'validate', 'r2-train', 'r2-validate', 'r3-merge', 'r3-validate', 'certify']));
  expect(first.view.rounds).toMatchObject({ ended: 'All 3 rounds are used.', left: [] });
  expect(first.view.rounds?.tried.filter(({ chosen }) => chosen)).toHaveLength(1);
});

test('the same request once more finds every round made, and comes to the same choice', async () => {
  const again = await tiny.finish(asking());
  expect(again.view.stages.filter(({ state }) => state === 'made').map(stageLabel)).toEqual(['promote']);
  expect(again.view.rounds).toEqual(first.view.rounds);
  expect(again.outcome.packageId).toBe(first.outcome.packageId);
});
