import { expect, test } from '@jest/globals';
import { agreement, isGood, judgedShares } from '../../../scripts/judgements/agreement.ts';
import type { Judged } from '../../../scripts/judgements/agreement.ts';

const good = { meaning: true, natural: true, label: true };
const bad = { meaning: true, natural: false, label: true };
const times = (count: number, first: typeof good, second: typeof good, method = 'a'): Judged[] => Array.from({ length: count }, () => ({ method, first, second }));

test("kappa of the textbook's table: 20 and 15 agreed, 5 and 10 not", () => {
  const { share, kappa } = agreement([...times(20, good, good), ...times(5, good, bad), ...times(10, bad, good), ...times(15, bad, bad)]);
  expect(share).toBeCloseTo(0.7, 12);
  expect(kappa).toBeCloseTo(0.4, 12);
});

test('shares are by method', () => {
  expect(judgedShares([...times(3, good, good), ...times(1, good, bad), ...times(1, bad, bad, 'b')])).toEqual([
    { method: 'a', variations: 4, first: 1, second: 0.75, both: 0.75 },
    { method: 'b', variations: 1, first: 0, second: 0, both: 0 },
  ]);
});

test.each(['meaning', 'natural', 'label'])('without %s a variation is not good', (part) => {
  expect(isGood({ ...good, [part]: false })).toBe(false);
});
