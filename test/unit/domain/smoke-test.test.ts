import { expect, test } from '@jest/globals';
import { SMOKE_PROMPTS } from '../../../domain/smoke-prompts.ts';
import { compareSmoke } from '../../../domain/smoke-test.ts';

const smoke = { schema: 1, tolerance: 0.02, pairs: [0.1, 0.9, 0.5].map((score) => ({ text: String(score), label: 'benign' as const, score })) } as const;

test('there are ten prompts of each label, all different', () => {
  expect(SMOKE_PROMPTS.filter(({ label }) => label === 'benign')).toHaveLength(10);
  expect(SMOKE_PROMPTS).toHaveLength(20);
  expect(new Set(SMOKE_PROMPTS.map(({ text }) => text)).size).toBe(20);
});

test('scores within the tolerance pass', () => {
  expect(compareSmoke(smoke, [0.1, 0.9, 0.5], 0)).toEqual({ passed: true, largestDifference: 0, failed: [] });
  expect(compareSmoke(smoke, [0.1, 0.89, 0.5], 0.0101).passed).toBe(true);
});

test.each([
  [[0.1, 0.9, 0.53], [2]],
  [[0.13, 0.9, 0.47], [0, 2]],
  [[0.1, Number.NaN, 0.5], [1]],
  [[0.1, 0.9], [2]],
])('others fail, each by its place: %j', (scores, failed) => {
  expect(compareSmoke(smoke, scores, 0.02)).toMatchObject({ passed: false, failed });
});
