import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { putRows, readAll, readRows, ROW_COLUMNS } from '../../../../activities/engine/rows.ts';
import type { Row } from '../../../../domain/row.ts';
import { bench, row } from '../../../support/stage-bench.ts';
import type { Bench } from '../../../support/stage-bench.ts';

let at: Bench;
beforeEach(async () => void (at = await bench()));
afterEach(() => at.close());

const rows = [row({ id: 'c' }), row({ id: 'a', text: 'line\nbreak, "quotes" and 😀', label: 'malicious' }), row({ id: 'b' })];

describe('tables', () => {
  test('come back whole and in id order, and say how many rows they have', async () => {
    const ref = await at.rows(rows);
    expect(ref.rows).toBe(3);
    expect(await readRows<Row>(at.ports, ref)).toEqual([rows[1], rows[2], rows[0]]);
  });

  test('have the same bytes whatever the order of the rows, and whatever other fields these have', async () => {
    const workshop = { directory: at.directory, signal: new AbortController().signal, progress: () => undefined };
    const ref = await at.rows(rows);
    expect(await at.rows(rows.toReversed())).toEqual(ref);
    expect(await putRows<Row>(at.ports, workshop, 'more', ROW_COLUMNS, rows.map((it) => ({ ...it, set: 'training', line: 3 })))).toEqual(ref);
  });

  test('are read by range, and put together in the order they are named in', async () => {
    const [one, two] = [await at.rows(rows), await at.rows([row({ id: '0' })])];
    expect((await readRows<Row>(at.ports, one, { from: 1, to: 3 })).map(({ id }) => id)).toEqual(['b', 'c']);
    expect((await readAll<Row>(at.ports, [one, two])).map(({ id }) => id)).toEqual(['a', 'b', 'c', '0']);
  });

  test('may be empty', async () => {
    const ref = await at.rows([]);
    expect([ref.rows, await readRows(at.ports, ref)]).toEqual([0, []]);
  });
});
