import { expect, test } from '@jest/globals';
import { carriedNormaliser, UNICODE_1_STEPS } from '../../../domain/normaliser.ts';

const [REPLACE, NFKC] = UNICODE_1_STEPS;
const BERT = { type: 'BertNormalizer', lowercase: true };
const sequence = (...normalizers: readonly object[]): object => ({ type: 'Sequence', normalizers });

test.each([
  [sequence(REPLACE, NFKC, BERT), { normaliser: 'unicode-1', own: BERT }],
  [sequence(REPLACE, NFKC), { normaliser: 'unicode-1', own: null }],
  [BERT, { normaliser: 'none', own: BERT }],
  [null, { normaliser: 'none', own: null }],
  [undefined, { normaliser: 'none', own: null }],
])('is found in %j', (normalizer, expected) => {
  expect(carriedNormaliser({ normalizer })).toEqual(expected);
});

test.each([
  ['the other order', sequence(NFKC, REPLACE, BERT)],
  ['another class', sequence({ ...REPLACE, pattern: { Regex: '[\u200b]' } }, NFKC, BERT)],
  ['a space put in', sequence({ ...REPLACE, content: ' ' }, NFKC, BERT)],
  ['another form', sequence(REPLACE, { type: 'NFC' }, BERT)],
  ['more steps', sequence(REPLACE, NFKC, BERT, BERT)],
])('%s is not it, and stays whole', (_, normalizer) => {
  expect(carriedNormaliser({ normalizer })).toEqual({ normaliser: 'none', own: normalizer });
});

test.each(['text', null, 7])('what is no tokenizer carries nothing: %j', (json) => {
  expect(carriedNormaliser(json)).toEqual({ normaliser: 'none', own: null });
});
