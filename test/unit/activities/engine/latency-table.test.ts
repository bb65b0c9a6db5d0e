import { describe, expect, test } from '@jest/globals';
import { latencyTable } from '../../../../activities/engine/latency-table.ts';
import { FakeGuards } from '../../../fakes/fake-guards.ts';

const folders = { shipped: '/shipped', plain: '/plain', maxTokens: 128, precision: 'int8' };

describe('latencyTable', () => {
  test('measures real prompts in their own length mix, three passes, two threads, on what ships only', async () => {
    const runtime = new FakeGuards();
    const table = await latencyTable(runtime, folders, ['one', 'two words']);
    expect(runtime.measured[0]).toEqual({ directory: '/shipped', texts: ['one', 'two words'], threads: 2, repeats: 3 });
    expect(table).toMatchObject({ cpu: 'a test processor', precision: 'int8', traffic: { p50Ms: 1, p95Ms: 2, p99Ms: 3, samples: 2, threads: 2 } });
  });

  test('climbs the ladder of lengths up to the model\'s longest, shipped beside plain, each text of exactly that length', async () => {
    const runtime = new FakeGuards();
    const { ladder } = await latencyTable(runtime, folders, ['one']);
    expect(ladder.map(({ tokens }) => tokens)).toEqual([16, 32, 64, 128]);
    const rungs = runtime.measured.slice(1);
    expect(rungs.map(({ directory }) => directory)).toEqual(['/shipped', '/plain', '/shipped', '/plain', '/shipped', '/plain', '/shipped', '/plain']);
    for (const [index, { texts, directory }] of rungs.entries()) expect(new Set(await runtime.countTokens(directory, texts))).toEqual(new Set([[16, 32, 64, 128][index >> 1]]));
  });
});
