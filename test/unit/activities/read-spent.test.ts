import { expect, test } from '@jest/globals';
import { openSpending } from '../../../activities/engine/spending.ts';
import { readSpent } from '../../../activities/read-spent.ts';
import { MemoryStore } from '../../fakes/memory-store.ts';

test('what a run has spent is what its calls came to, and nothing before the first', async () => {
  const store = new MemoryStore();
  const spending = openSpending(store);
  expect((await readSpent({ store })({ run: 'r' })).money).toBe(0);
  await spending.reserve('r', 'call', { calls: 1, inputTokens: 9, outputTokens: 9, money: 5 }, { tokens: 100, money: 10 });
  await spending.settle('r', 'call', { calls: 1, inputTokens: 3, outputTokens: 4, money: 2 });
  expect(await readSpent({ store })({ run: 'r' })).toEqual({ calls: 1, inputTokens: 3, outputTokens: 4, money: 2 });
});
