import { expect, test } from '@jest/globals';
import { chooseRound } from '../../../../domain/fallback/choose-round.ts';
import type { RoundEvidence, SetFigures } from '../../../../domain/fallback/round.ts';
import { evidence, failing } from './evidence.ts';

const chosen = (...all: readonly Partial<RoundEvidence>[]): number | undefined => chooseRound(all.map((each, index) => ({ round: index + 1, evidence: evidence(each) })))?.round;
const tuning = (caught: number, rocAuc = 0.99): { figures: SetFigures[] } => ({ figures: [{ set: 'tuning', falsePositives: { count: 1, n: 100 }, recall: { count: caught, n: 100 }, rocAuc }] });

test('of no rounds there is none', () => expect(chosen()).toBeUndefined());

test.each([
  ['one without a failing blocking gate on tuning', [{ decision: 'stop', failing: [failing('recall')], ...tuning(99) }, { ...tuning(90), failing: [failing('recall', 'test'), failing('f', 'test')] }], 2],
  ['fewer blocking gates failing', [{ failing: [failing('a', 'test')], ...tuning(99) }, tuning(90)], 2],
  ['fewer warnings failing', [{ failing: [failing('a', 'test', { effect: 'warns' })], ...tuning(99) }, tuning(90)], 2],
  ['a blocking gate before two warnings', [{ failing: [failing('a', 'test')] }, { failing: [failing('b', 'test', { effect: 'warns' }), failing('c', 'tuning', { effect: 'warns' })] }], 2],
  ['more attacks caught', [tuning(95, 0.999), tuning(96, 0.99)], 2],
  ['then the higher AUC', [tuning(96, 0.99), tuning(96, 0.991)], 2],
  ['of equals the earlier', [tuning(96), tuning(96), tuning(96)], 1],
] as const)('prefers %s', (_name, rounds, expected) => expect(chosen(...rounds)).toBe(expected));

test('unseen sources, hard negatives and causes have no say', () => {
  const said = [failing('recall', 'unseen'), failing('false-positive-rate', 'hard-negatives'), failing('false-positive-rate', 'tuning', { atDeployedThreshold: true })];
  expect(chosen({ failing: said }, {})).toBe(1);
});
