import { expect, test } from '@jest/globals';
import { certificationGates, gatesOnSets, takesSlice } from '../../../domain/gate-set.ts';
import type { Gate } from '../../../domain/profile.ts';

const gate = (changes: Partial<Gate>): Gate => ({ name: 'recall', quantity: 'recall', direction: 'at-least', limit: 0.9, confidence: 0.95, effect: 'warns', ...changes });

test('a gate that names a set is none of the certification rows', () => {
  const [plain, unseen] = [gate({}), gate({ set: 'unseen' })];
  expect(certificationGates([plain, unseen])).toEqual([plain]);
  expect(gatesOnSets([plain, unseen])).toEqual([unseen]);
});

test.each([
  [undefined, 'all', true],
  [undefined, 'family:homoglyph', false],
  ['all', 'all', true],
  ['family:homoglyph', 'family:homoglyph', true],
  ['family:homoglyph', 'family:homoglyph@0.6', false],
  ['family:*', 'family:homoglyph', true],
  ['family:*', 'family:homoglyph@0.6', false],
  ['family:*', 'all', false],
  ['family:*', 'family:', false],
  ['family:*', 'category:family:x', false],
  ['family:*@0.6', 'family:homoglyph@0.6', true],
  ['family:*@0.6', 'family:homoglyph@0.3', false],
  ['family:*@0.6', 'family:homoglyph', false],
])('slice %s takes %s: %s', (slice, measured, taken) => {
  expect(takesSlice(gate({ set: 'adversarial', ...(slice === undefined ? {} : { slice }) }), measured)).toBe(taken);
});
