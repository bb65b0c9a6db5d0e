import { expect, test } from '@jest/globals';
import { shortTrainSettings } from '../../../domain/short-train-settings.ts';
import sample from '../../../profiles/sample.json' with { type: 'json' };
import { parseProfile } from '../../../schemas/profile.ts';

test('is one pass with one evaluation, and else the same training', () => {
  const { train } = parseProfile(sample);
  expect(shortTrainSettings({ ...train, epochs: 12, evaluationsPerEpoch: 4 })).toEqual({ ...train, epochs: 1, evaluationsPerEpoch: 1 });
});
