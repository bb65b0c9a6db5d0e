import { expect, test } from '@jest/globals';
import { reviewDecisions } from '../../../domain/review-decisions.ts';

test('a decision is found by the hash of its text; of several on one text the last holds', () => {
  const decisionOn = reviewDecisions([{ textHash: 'a', decision: 'benign' }, { textHash: 'b', decision: 'drop' }, { textHash: 'a', decision: 'malicious' }]);
  expect(['a', 'b', 'c'].map(decisionOn)).toEqual(['malicious', 'drop', undefined]);
});
