import { describe, expect, test } from '@jest/globals';
import { parseRequest } from '../../../schemas/request.ts';

describe('parseRequest', () => {
  test.each([undefined, null, {}])('%j is the empty request', (json) => expect(parseRequest(json)).toEqual({}));

  test('takes every field', () => {
    const request = {
      profile: 'hybrid',
      overrides: { train: { epochs: 3 }, augmentation: { methods: { paraphrase: null, synonyms: 0.5 } } },
      falsePositives: { uri: 's3://bucket/fps.jsonl', format: 'jsonl', sha256: 'a'.repeat(64) },
      resumeFrom: 'retrain-1',
      pilot: true,
      refresh: ['mine', 'train'],
      reason: 'weekly',
      requestedBy: 'ops',
    };
    expect(parseRequest(request)).toEqual(request);
  });

  test('lists every problem at once, those of the overrides too', () => {
    expect(() =>
      parseRequest({ profil: 'x', refresh: ['trian'], falsePositives: { uri: 'http://x' }, overrides: { train: { epohcs: 3, epochs: 0 }, seeds: 1, model: 'tiny', gates: [{ name: 'x' }] } }),
    ).toThrow(
      [
        'There are 13 problems with the request:',
        '  falsePositives.uri: "http://x" is not valid. Write file:<path> or s3://bucket/key.',
        '  refresh[0]: "trian" is not valid. Write one of ingest, bootstrap-assemble, bootstrap-train, bootstrap-convert, bootstrap-package, mine, plan, generate, assemble, train, validate, convert, probe, certify, package, promote, audit, pilot, ablation, loso, cross-validate, stress, merge (did you mean train?).',
        '  profil: "x" is not valid. There is no such key; did you mean profile?',
        '  overrides.train.epohcs: 3 is not valid. There is no such key; did you mean epochs?',
        '  overrides.train.epochs: 0 is not valid. Write a number of at least 1.',
        '  overrides.seeds: 1 is not valid. There is no such key; did you mean seed?',
        '  overrides.model: "tiny" is not valid. Write an object.',
        '  overrides.gates[0].quantity: missing is not valid.',
      ].join('\n'),
    );
  });

  test('leaves rules over several fields to the merged profile', () => {
    expect(parseRequest({ overrides: { cuts: { train: 0.9 } } })).toEqual({ overrides: { cuts: { train: 0.9 } } });
  });

  test.each([['overrides', []], ['resumeFrom', ''], ['profile', '../secret'], ['reason', 3]])('refuses %s of %j', (key, value) => {
    expect(() => parseRequest({ [key]: value })).toThrow(`There is a problem with the request:\n  ${key}: `);
  });
});
