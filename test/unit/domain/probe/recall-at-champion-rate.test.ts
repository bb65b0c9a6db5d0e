import { expect, test } from '@jest/globals';
import type { ComparedRow } from '../../../../domain/judge-compared.ts';
import { recallAtChampionRate } from '../../../../domain/probe/recall-at-champion-rate.ts';
import { row } from '../../../support/stage-bench.ts';

const compared = (id: string, champion: number, challenger: number, fields: Partial<ComparedRow> = {}): ComparedRow => ({ ...row({ id }), champion, challenger, ...fields });

/** The champion flags three of ten honest prompts at 0.5, the challenger as deployed none. */
const TUNING = [
  ...[0.9, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.1, 0.1, 0.1].map((score, index) => compared(`b${index}`, score, (10 - index) / 100)),
  compared('m', 0.9, 0.9, { label: 'malicious' }),
];
const ATTACKS = [
  compared('a1', 0.9, 0.5, { label: 'malicious' }),
  compared('a2', 0.9, 0.08, { label: 'malicious', groupId: 'twins' }),
  compared('a3', 0.9, 0.07, { label: 'malicious', groupId: 'twins' }),
  compared('a4', 0.1, 0.9, { label: 'malicious' }),
  compared('u', 0.9, 0.9),
];

test('asks both models while they flag as many honest tuning prompts as the champion deployed', () => {
  const measured = recallAtChampionRate(TUNING, ATTACKS, { champion: 0.5, challenger: 0.95 }, 7)!;
  expect(measured).toMatchObject({ benign: 10, flagged: { champion: 3, challenger: 3 }, thresholds: { champion: 0.5, challenger: 0.08 }, rows: { counts: { both: 2, onlyChampion: 1, onlyChallenger: 1, neither: 0 } } });
  expect(measured.rows.difference.estimate).toBe(0);
  expect(measured.rows.difference.low).toBeLessThan(0);
  expect(measured.rows.difference.high).toBeCloseTo(-measured.rows.difference.low, 9);
  const { both, onlyChampion, onlyChallenger, neither } = measured.groups.counts;
  expect([both + onlyChampion, onlyChallenger, neither]).toEqual([2, 1, 0]);
});

test('is nothing without unseen attacks or honest tuning prompts', () => {
  expect(recallAtChampionRate(TUNING, ATTACKS.slice(4), { champion: 0.5, challenger: 0.5 }, 7)).toBeUndefined();
  expect(recallAtChampionRate(TUNING.slice(10), ATTACKS, { champion: 0.5, challenger: 0.5 }, 7)).toBeUndefined();
});
