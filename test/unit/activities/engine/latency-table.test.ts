import { describe, expect, test } from '@jest/globals';
import { latencyTable } from '../../../../activities/engine/latency-table.ts';
import type { MeasuredFolders } from '../../../../activities/engine/latency-table.ts';
import { FakeGuards } from '../../../fakes/fake-guards.ts';

const FOLDERS: MeasuredFolders = { folders: { plain: '/plain', fused: '/fused', int8: '/int8' }, shipped: 'int8', maxTokens: 128, precision: 'int8', thorough: true };
const THREE = ['/plain', '/fused', '/int8'];

describe('latencyTable', () => {
  test('measures real prompts in their own length mix, three passes, two threads, what ships first', async () => {
    const runtime = new FakeGuards();
    const table = await latencyTable(runtime, FOLDERS, ['one', 'two words']);
    const texts = ['one', 'two words'];
    expect(runtime.measured.slice(0, 3)).toEqual(['/int8', '/plain', '/fused'].map((directory) => ({ directory, texts, threads: 2, repeats: 3 })));
    expect(table).toMatchObject({ schema: 2, cpu: 'a test processor', cpuFlags: ['avx2'], precision: 'int8', traffic: { p50Ms: 1, p95Ms: 2, p99Ms: 3, samples: 2, threads: 2 } });
    expect(table.formats).toEqual({ plain: table.traffic, fused: table.traffic, int8: table.traffic });
  });

  test('climbs the ladder of lengths up to the model\'s longest, on one and on two threads, every format, each text of exactly that length', async () => {
    const runtime = new FakeGuards();
    const { ladder, leftOut } = await latencyTable(runtime, FOLDERS, ['one']);
    const lengths = [16, 32, 64, 128];
    expect(ladder.map(({ threads, tokens }) => [threads, tokens])).toEqual([...lengths.map((tokens) => [1, tokens]), ...lengths.map((tokens) => [2, tokens])]);
    expect(leftOut).toEqual([256, 512]);
    const rungs = runtime.measured.slice(3);
    expect(rungs.map(({ directory }) => directory)).toEqual(ladder.flatMap(() => THREE));
    for (const [index, { texts, directory, threads }] of rungs.entries()) {
      const { tokens, threads: asked } = ladder[Math.floor(index / 3)]!;
      expect(threads).toBe(asked);
      expect(texts).toHaveLength(100);
      expect(new Set(await runtime.countTokens(directory, texts))).toEqual(new Set([tokens]));
    }
  });

  test('has memory, cold start and throughput of what ships measured, on at most 512 prompts', async () => {
    const runtime = new FakeGuards();
    const prompts = Array.from({ length: 600 }, (_, index) => `prompt ${index}`);
    const { costs } = await latencyTable(runtime, { ...FOLDERS, shipped: 'fused' }, prompts);
    expect(runtime.costed).toEqual([{ directory: '/fused', texts: prompts.slice(0, 512), threads: 2, batches: [8, 32, 128] }]);
    expect(costs).toMatchObject({ coldStartMs: 300, throughput: [{ batch: 8, textsPerSecond: 800 }, { batch: 32 }, { batch: 128 }] });
  });

  test('measures no more than the gate needs where asked for no more', async () => {
    const runtime = new FakeGuards();
    expect(await latencyTable(runtime, { ...FOLDERS, thorough: false }, ['one'])).toMatchObject({ formats: {}, ladder: [], leftOut: [], costs: null });
    expect(runtime.measured).toHaveLength(1);
  });
});
