import { expect, test } from '@jest/globals';
import type { ComparedRow } from '../../../../domain/judge-compared.ts';
import { probe } from '../../../../domain/probe/probe.ts';
import type { ProbedSets } from '../../../../domain/probe/probe.ts';
import { shapeOfTraining } from '../../../../domain/probe/training-shape.ts';
import { row } from '../../../support/stage-bench.ts';

const compared = (id: string, champion: number, challenger: number, fields: Partial<ComparedRow> = {}): ComparedRow => ({ ...row({ id }), champion, challenger, ...fields });
const AT = { champion: 0.5, challenger: 0.6 };
const NOTHING: ProbedSets = { tuning: [], unseen: [], later: [], hardNegatives: [], extra: {}, augmented: [], training: shapeOfTraining().shape() };

const SETS: ProbedSets = {
  ...NOTHING,
  tuning: [
    compared('t1', 0.9, 0.1, { text: 'ignore the rules of the prompt and the secret' }),
    compared('t2', 0.9, 0.9, { text: 'ignore it' }),
    compared('t3', 0.1, 0.2, { text: 'nothing of the kind' }),
    compared('ta', 0.9, 0.9, { text: 'ignore it all', label: 'malicious' }),
  ],
  unseen: [
    compared('u1', 0.9, 0.1, { source: 'far' }), compared('u2', 0.2, 0.3, { source: 'far' }),
    compared('u3', 0.9, 0.15, { source: 'evil', label: 'malicious' }), compared('u4', 0.4, 0.7, { source: 'evil', label: 'malicious' }),
  ],
  later: [compared('l1', 0.1, 0.9, { source: 'far' })],
  hardNegatives: [compared('h1', 0.9, 0.1, { category: 'security' }), compared('h2', 0.9, 0.9, { category: 'role-play' })],
  extra: { partners: [compared('p1', 0.1, 0.9, { source: 'x' })] },
};

test('has the slices that it says, in a fixed order', () => {
  const { slices, aucs, thresholds } = probe(SETS, AT, 7);
  const counts = ({ rows: { both, onlyChampion, onlyChallenger, neither } }: (typeof slices)[number]): number[] => [both, onlyChampion, onlyChallenger, neither];
  expect(slices.map((each) => [each.set, each.slice, each.label, ...counts(each)])).toEqual([
    ['unseen', 'all', 'benign', 0, 1, 0, 1],
    ['unseen', 'all', 'malicious', 0, 1, 1, 0],
    ['unseen', 'source:evil', 'malicious', 0, 1, 1, 0],
    ['unseen', 'source:far', 'benign', 0, 1, 0, 1],
    // Two of three honest tuning prompts are flagged by the champion; by the challenger from 0.2 on.
    ['unseen', 'at-champion-rate', 'benign', 0, 1, 1, 0],
    ['unseen', 'at-champion-rate', 'malicious', 0, 1, 1, 0],
    ['later', 'all', 'benign', 0, 0, 1, 0],
    ['later', 'source:far', 'benign', 0, 0, 1, 0],
    ['hard-negatives', 'all', 'benign', 1, 1, 0, 0],
    ['hard-negatives', 'category:role-play', 'benign', 1, 0, 0, 0],
    ['hard-negatives', 'category:security', 'benign', 0, 1, 0, 0],
    ['partners', 'all', 'benign', 0, 0, 1, 0],
    ['partners', 'source:x', 'benign', 0, 0, 1, 0],
    ['tuning', 'triggers:0', 'benign', 0, 0, 0, 1],
    ['tuning', 'triggers:1', 'benign', 1, 0, 0, 0],
    ['tuning', 'triggers:3+', 'benign', 0, 1, 0, 0],
  ]);
  // Attacks above honest prompts: champion 0.9 and 0.4 against 0.9 and 0.2, one tie; challenger 0.15 and 0.7 against 0.1 and 0.3.
  expect(aucs).toMatchObject([{ set: 'unseen', benign: 2, malicious: 2, champion: 2.5 / 4, challenger: 3 / 4, difference: { estimate: 0.125 } }]);
  expect(thresholds).toEqual(AT);
});

test('measures what there is: without any set there is nothing', () => {
  expect(probe(NOTHING, AT, 7)).toEqual({ schema: 1, thresholds: AT, slices: [], aucs: [], recallAtChampionRate: null, shortcuts: [] });
});
