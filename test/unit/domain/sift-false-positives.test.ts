import { expect, test } from '@jest/globals';
import { siftFalsePositives } from '../../../domain/sift-false-positives.ts';
import type { SiftEvidence } from '../../../domain/sift-false-positives.ts';
import type { Neighbour } from '../../../domain/taxonomy.ts';
import { row } from '../../support/stage-bench.ts';

const near = (id: string, similarity: number): Neighbour => ({ id, category: 'persona', source: 's', similarity });
const flagged = (id: string, groupId = id) => ({ ...row({ id, groupId }), score: 0.9 });
const EVIDENCE: SiftEvidence = {
  categorise: (_, neighbours) => ({ category: neighbours.length > 0 ? 'Role' : 'Other', confidence: 0.5, by: 'neighbours' }),
  neighbours: new Map([['close', [near('atk-1', 0.934), near('atk-2', 0.9)]], ['far', [near('atk-3', 0.79)]]]),
  attackOfGroup: new Map([['copy', 'atk-9']]),
  attackSimilarity: 0.8,
  decisionOn: () => undefined,
};
const ROWS = [flagged('close'), flagged('sibling', 'close'), flagged('far'), flagged('copy'), flagged('alone')];
const sifted = (evidence: Partial<SiftEvidence> = {}) => siftFalsePositives(ROWS, { ...EVIDENCE, ...evidence });
const ids = (rows: readonly { id: string }[]): string[] => rows.map(({ id }) => id);

test('what looks like an attack is doubted, with the attack and how alike it is; its siblings too', () => {
  const { falsePositives, doubts, ruledOut } = sifted();
  expect(doubts.map(({ id, reason, score }) => [id, reason, score])).toEqual([
    ['close', 'like attack atk-1 (0.93)', 0.9], ['sibling', 'like attack atk-1 (0.93)', 0.9], ['copy', 'near duplicate of attack atk-9', 0.9],
  ]);
  expect(falsePositives.map(({ id, falsePositiveCategory, categoryConfidence, categoryBy, attackSimilarity }) => [id, falsePositiveCategory, categoryConfidence, categoryBy, attackSimilarity])).toEqual([
    ['far', 'Role', 0.5, 'neighbours', 0.79], ['alone', 'Other', 0.5, 'neighbours', null],
  ]);
  expect(ruledOut).toBe(0);
});

test('the limit itself is too alike; 1 asks for near duplicates only', () => {
  expect(ids(sifted({ attackSimilarity: 0.934 }).doubts)).toEqual(['close', 'sibling', 'copy']);
  expect(ids(sifted({ attackSimilarity: 0.935 }).doubts)).toEqual(['copy']);
  expect(ids(sifted({ attackSimilarity: 1, neighbours: new Map([['far', [near('same', 1)]]]) }).doubts)).toEqual(['copy']);
});

test('a person has the last word on each text', () => {
  const decided: Record<string, 'benign' | 'malicious' | 'drop'> = { 'text of close': 'benign', 'text of copy': 'malicious', 'text of alone': 'drop' };
  const { falsePositives, doubts, ruledOut } = sifted({ decisionOn: (text) => decided[text] });
  expect([ids(falsePositives), ids(doubts), ruledOut]).toEqual([['close', 'far'], ['sibling'], 2]);
});
