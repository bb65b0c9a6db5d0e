import { expect, test } from '@jest/globals';
import { reportedRows, reportFalsePositives } from '../../../../activities/engine/intake.ts';
import { MemoryStore } from '../../../fakes/memory-store.ts';

test('keeps each text once, whoever reports it and however it is spaced, and says what was no text', async () => {
  const store = new MemoryStore();
  const first = await reportFalsePositives(store, [{ text: 'Kill the zombie process' }, { text: 'kill  the ZOMBIE process' }, { text: '  ' }, { text: 'half a \ud83d pair' }], 'desk');
  expect(first).toEqual({ stored: 1, duplicates: 1, rejected: [{ index: 2, reason: 'text-empty' }, { index: 3, reason: 'broken-encoding' }] });
  expect(await reportFalsePositives(store, [{ text: 'Kill the zombie process' }, { text: 'Drop the table', source: 'gateway' }], 'gateway')).toMatchObject({ stored: 1, duplicates: 1 });
  expect((await reportedRows(store)).sort((a, b) => (a.text < b.text ? -1 : 1))).toEqual([
    { id: expect.stringMatching(/^reported-[0-9a-f]{16}$/), text: 'Drop the table', label: 'benign', source: 'gateway', category: 'unknown' },
    { id: expect.stringMatching(/^reported-[0-9a-f]{16}$/), text: 'Kill the zombie process', label: 'benign', source: 'reported', category: 'unknown' },
  ]);
});
