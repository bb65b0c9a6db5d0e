import { expect, test } from '@jest/globals';
import { accountMethod } from '../../../domain/account-method.ts';
import type { MethodSample } from '../../../domain/account-method.ts';
import { AUGMENTATION_SAMPLES } from '../../../domain/augmentation-samples.ts';
import { row } from '../../support/stage-bench.ts';

const pairs = (count: number): MethodSample['pairs'] =>
  Array.from({ length: count }, (_, index) => ({ variation: { ...row({ id: `v${index}`, text: `please say ${index} now`, groupId: `g${index}` }), score: index % 4 === 0 ? 0.9 : 0.1 }, source: { text: `say ${index} now` } }));
const sample = (count: number): MethodSample => ({ pairs: pairs(count), families: undefined, threshold: 0.5, seed: 7 });

test('keeps the counts, and measures what was sampled', () => {
  const account = accountMethod({ made: 50, kept: 40, dropped: { duplicate: 10 } }, sample(40));
  expect(account).toMatchObject({ made: 50, kept: 40, dropped: { duplicate: 10 }, fooled: { benign: { count: 10, n: 40 } }, diversity: { texts: 40 }, similarity: null, fingerprint: { auc: 1, pairs: 40 }, costPerKept: null });
});

test('compares the words of so many texts and no more, but counts who is fooled by all', () => {
  const { diversity, fingerprint, fooled } = accountMethod({ made: 0, kept: 0, dropped: {} }, sample(AUGMENTATION_SAMPLES.texts + 40));
  expect([diversity.texts, fingerprint!.pairs, fooled.benign!.n]).toEqual([AUGMENTATION_SAMPLES.texts, AUGMENTATION_SAMPLES.texts, AUGMENTATION_SAMPLES.texts + 40]);
});

test('money is spread over what was kept; where nothing was, there is no price', () => {
  const spent = { calls: 2, inputTokens: 10, outputTokens: 10, money: 0.5 };
  expect(accountMethod({ made: 12, kept: 10, dropped: {}, spent }, sample(1)).costPerKept).toBeCloseTo(0.05, 12);
  expect(accountMethod({ made: 12, kept: 0, dropped: {}, spent }, sample(0))).toMatchObject({ costPerKept: null, fooled: {}, fingerprint: null, diversity: { texts: 0, selfBleu: null } });
});
