import { expect, test } from '@jest/globals';
import { pairedCounts } from '../../../domain/paired-counts.ts';

test('counts rows by which of the two flags them, each from its own threshold on', () => {
  const rows = [[0.5, 0.7], [0.5, 0.69], [0.49, 0.7], [0.4, 0.6], [0.9, 0.9]].map(([champion, challenger]) => ({ champion: champion!, challenger: challenger! }));
  expect(pairedCounts(rows, { champion: 0.5, challenger: 0.7 })).toEqual({ both: 2, onlyChampion: 1, onlyChallenger: 1, neither: 1 });
});
