import { expect, test } from '@jest/globals';
import { leaveOut } from '../../../../domain/loso/leave-out.ts';
import { row } from '../../../support/stage-bench.ts';

const ids = (rows: readonly { readonly id: string }[]): string[] => rows.map(({ id }) => id);
const ROTATION = { benign: ['chat'], malicious: ['wild'] };

test('what is left out is in nothing that is learned from, and is all that is unseen', () => {
  const { training, pool, tuning, unseen } = leaveOut(
    {
      training: [row({ id: 't1', source: 'bank' }), row({ id: 't2', source: 'wild', label: 'malicious' }), row({ id: 't3', source: 'deep', label: 'malicious' }), row({ id: 't4', source: 'chat' })],
      pool: [row({ id: 'p1', source: 'bank' }), row({ id: 'p2', source: 'chat' })],
      tuning: [row({ id: 'u1', source: 'chat' }), row({ id: 'u2', source: 'wild', label: 'malicious' }), row({ id: 'u3', source: 'bank' })],
    },
    ROTATION,
  );
  expect([ids(training), ids(pool), ids(tuning)]).toEqual([['t1', 't3'], ['p1'], ['u3']]);
  // Benign prompts of the pool, attacks of training and tuning slice: a benign tuning prompt would have helped to place thresholds.
  expect(ids(unseen)).toEqual(['p2', 't2', 'u2']);
});

test('a source leaves with both its labels, and a group with all its rows', () => {
  const { training, pool, unseen } = leaveOut(
    {
      training: [row({ id: 't1', source: 'wild' }), row({ id: 't2', source: 'deep', label: 'malicious', groupId: 'g' }), row({ id: 't3', source: 'wild', label: 'malicious', groupId: 'g' })],
      pool: [row({ id: 'p1', source: 'bank', groupId: 'h' }), row({ id: 'p2', source: 'chat', groupId: 'h' })],
      tuning: [],
    },
    ROTATION,
  );
  expect([ids(training), ids(pool)]).toEqual([[], []]);
  // The benign row of a source that is left out for its attacks is not asked about.
  expect(ids(unseen)).toEqual(['p2', 't3']);
});

test('no contrast pair of such a source stays, nor one like a row of it', () => {
  const { contrastPairs } = leaveOut(
    {
      training: [row({ id: 't1', source: 'wild', label: 'malicious', groupId: 'g' })],
      pool: [],
      tuning: [],
      contrastPairs: [row({ id: 'p1', source: 'pairs', groupId: 'g' }), row({ id: 'p2', source: 'wild' }), row({ id: 'p3', source: 'pairs' })],
    },
    ROTATION,
  );
  expect(ids(contrastPairs)).toEqual(['p3']);
});
