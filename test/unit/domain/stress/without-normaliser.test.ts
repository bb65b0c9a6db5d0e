import { expect, test } from '@jest/globals';
import { carriedNormaliser, UNICODE_1_STEPS } from '../../../../domain/normaliser.ts';
import type { HoneJson } from '../../../../domain/package.ts';
import { describeBare, withoutNormaliser } from '../../../../domain/stress/without-normaliser.ts';

const OWN = { type: 'BertNormalizer', lowercase: true };

test('the normaliser in front goes, the tokenizer\'s own and all else stays', () => {
  const carrying = { model: { type: 'WordPiece' }, normalizer: { type: 'Sequence', normalizers: [...UNICODE_1_STEPS, OWN] } };
  expect(withoutNormaliser(carrying)).toEqual({ model: { type: 'WordPiece' }, normalizer: OWN });
  expect(carriedNormaliser(withoutNormaliser(carrying)).normaliser).toBe('none');
});

test('a tokenizer without one is as it was', () => {
  expect(withoutNormaliser({ normalizer: OWN })).toEqual({ normalizer: OWN });
  expect(withoutNormaliser({ normalizer: null })).toEqual({ normalizer: null });
});

test('the description names what the new tokenizer is, and the same model', () => {
  const description: HoneJson = { schema: 1, labels: ['benign', 'malicious'], threshold: 0.6, maxTokens: 128, calibration: null, normaliser: 'unicode-1', precision: 'int8', files: { 'model.onnx': 'm', 'tokenizer.json': 't' } };
  expect(describeBare(description, 'bare')).toEqual({ ...description, normaliser: 'none', files: { 'model.onnx': 'm', 'tokenizer.json': 'bare' } });
});
