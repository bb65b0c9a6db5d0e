import { describe, expect, test } from '@jest/globals';
import { generatedRows } from '../../../bench/generated-rows.ts';
import { groupNearDuplicates } from '../../../domain/near-duplicates/group-near-duplicates.ts';

const ROWS = 3_000;
const indices = Array.from({ length: ROWS }, (_, index) => index);

describe('generated rows', () => {
  const traffic = generatedRows('traffic', 7);
  const rows = indices.map((index) => traffic.row(index));

  test('are a function of set, seed and index, in any order', () => {
    const again = generatedRows('traffic', 7);
    expect([2_999, 5, 700].map((index) => again.row(index))).toEqual([rows[2_999], rows[5], rows[700]]);
    expect(generatedRows('traffic', 8).row(5).text).not.toBe(rows[5]!.text);
  });

  test('have ids of their own', () => {
    expect(new Set(rows.map((row) => row.id)).size).toBe(ROWS);
  });

  test('repeat an earlier row where planted, and nowhere else', () => {
    const groups = groupNearDuplicates(rows.map((row) => row.text), { jaccard: 0.8 });
    const found = indices.filter((index) => groups[index] !== index);
    expect(found).toEqual(indices.filter((index) => traffic.isDuplicate(index)));
    expect(found.length / ROWS).toBeCloseTo(0.1, 1);
    expect(new Set(rows.map((row) => row.text)).size).toBeGreaterThan(ROWS - found.length);
  });

  test('have the labels of their set', () => {
    expect(new Set(rows.map((row) => row.label))).toEqual(new Set(['benign']));
    const training = generatedRows('training', 7);
    const malicious = indices.filter((index) => training.row(index).label === 'malicious').length;
    expect(malicious / ROWS).toBeCloseTo(3760 / 8000, 1);
    expect(generatedRows('attacks', 7).row(0).label).toBe('malicious');
  });
});
