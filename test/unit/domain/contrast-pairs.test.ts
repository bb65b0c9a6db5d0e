import { describe, expect, test } from '@jest/globals';
import { choosePairs, trainablePairs, withoutHalves } from '../../../domain/contrast-pairs.ts';
import type { Label, Row } from '../../../domain/row.ts';
import { trainingSplit } from '../../../domain/splits.ts';
import { trainingRow } from '../../support/stage-bench.ts';

const CUTS = { trafficCertification: 0.4, trafficTuning: 0.1, attacksCertification: 0.8, train: 0.7, validation: 0.15 };
const heldBack = Array.from({ length: 99 }, (_, index) => `g${index}`).find((group) => trainingSplit(group, 7, CUTS) !== 'train')!;

const row = (pair: string, label: Label, groupId = `${pair}-group`): Row => ({ id: `${pair}-${label}`, text: `${pair} ${label}`, label, source: 's', category: 'c', groupId });
const pair = (name: string): Row[] => [row(name, 'benign'), row(name, 'malicious')];
const ids = (rows: readonly Row[]): string[] => rows.map(({ id }) => id);
const trainable = (rows: readonly Row[], others: readonly Row[] = []): string[] => trainablePairs(rows, others, 7, CUTS).map(([first]) => first!.id);

describe('contrast pairs', () => {
  test('are told by their ids, whatever order the rows have', () => {
    expect(trainable([row('a', 'malicious'), ...pair('b'), row('a', 'benign')])).toEqual(['a-malicious', 'b-benign']);
  });

  test('are left out whole where a row is gone, is there twice, or its like is held back', () => {
    expect(trainable([row('a', 'benign'), ...pair('b')])).toEqual(['b-benign']);
    expect(trainable([row('a', 'benign'), row('a', 'benign'), ...pair('b'), row('b', 'benign')])).toEqual([]);
    expect(trainable([row('a', 'benign'), row('a', 'malicious', heldBack), ...pair('b')], [row('other', 'benign', heldBack)])).toEqual(['b-benign']);
    expect(trainable([row('a', 'benign'), row('a', 'malicious', heldBack)])).toEqual(['a-benign']);
  });

  test('a row whose id does not end in its label is no half of a pair', () => {
    expect(trainable([{ ...row('a', 'benign'), id: 'a' }, row('a', 'malicious')])).toEqual([]);
    expect(trainable([{ ...row('a', 'benign'), id: 'a-malicious' }, { ...row('a', 'malicious'), id: 'a-benign' }])).toEqual([]);
  });

  test('a larger count holds the smaller one, and both rows of each', () => {
    const pairs = Array.from({ length: 20 }, (_, index) => pair(`p${index}`));
    const [five, nine] = [ids(choosePairs(pairs, 5, 7)), ids(choosePairs(pairs, 9, 7))];
    expect(five).toHaveLength(10);
    expect(nine.slice(0, 10)).toEqual(five);
    for (const id of five) expect(five).toContain(id.endsWith('-benign') ? id.replace(/benign$/, 'malicious') : id.replace(/malicious$/, 'benign'));
    expect(ids(choosePairs(pairs, 5, 8))).not.toEqual(five);
    expect(choosePairs(pairs, 99, 7)).toHaveLength(40);
    expect(choosePairs(pairs, 0, 7)).toEqual([]);
  });
});

test('of rows to train on, only halves of pairs are left out', () => {
  const rows = [
    trainingRow({ id: 'o1' }),
    ...pair('p1').map((each) => trainingRow({ ...each, origin: 'contrast-pair' })),
    trainingRow({ ...row('p2', 'malicious'), origin: 'contrast-pair' }),
    trainingRow({ ...row('p3', 'malicious'), origin: 'hard-negative' }),
  ];
  expect(ids(withoutHalves(rows))).toEqual(['o1', 'p1-benign', 'p1-malicious', 'p3-malicious']);
});
