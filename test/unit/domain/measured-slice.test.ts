import { expect, test } from '@jest/globals';
import type { ComparedRow } from '../../../domain/judge-compared.ts';
import { measuredSlices, slicesBy } from '../../../domain/measured-slice.ts';
import { row } from '../../support/stage-bench.ts';

const compared = (id: string, champion: number, challenger: number, fields: Partial<ComparedRow> = {}): ComparedRow => ({ ...row({ id }), champion, challenger, ...fields });
const AT = { set: 'unseen', thresholds: { champion: 0.5, challenger: 0.6 }, seed: 7 };

const ROWS = [
  compared('b1', 0.5, 0.6, { source: 'z' }), // at the threshold is flagged
  compared('b2', 0.5, 0.59, { source: 'a' }),
  compared('b3', 0.4, 0.7, { source: 'a', groupId: 'b2' }),
  compared('m1', 0.1, 0.1, { label: 'malicious', source: 'a' }),
];

test('counts the rows of each label by who flags them, over rows and over one row a group', () => {
  const [benign, malicious, ...more] = measuredSlices(ROWS, 'all', AT);
  expect(benign).toMatchObject({ set: 'unseen', slice: 'all', label: 'benign', rows: { both: 1, onlyChampion: 1, onlyChallenger: 1, neither: 0 } });
  // One of the siblings b2 and b3 stands for both.
  const { both, onlyChampion, onlyChallenger, neither } = benign!.groups;
  expect([both, onlyChampion + onlyChallenger, neither]).toEqual([1, 1, 0]);
  expect(malicious).toMatchObject({ label: 'malicious', rows: { neither: 1 }, groups: { neither: 1 } });
  expect(more).toEqual([]);
});

test('slices by value, in the order of the values, without labels that a slice does not have', () => {
  expect(slicesBy(ROWS, 'source', (each) => each.source, AT).map(({ slice, label }) => [slice, label])).toEqual([['source:a', 'benign'], ['source:a', 'malicious'], ['source:z', 'benign']]);
  expect(measuredSlices([], 'all', AT)).toEqual([]);
});
