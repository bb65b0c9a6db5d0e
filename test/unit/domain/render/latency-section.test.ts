import { describe, expect, test } from '@jest/globals';
import type { LatencyTable } from '../../../../domain/latency-table.ts';
import { latencySection } from '../../../../domain/render/latency-section.ts';

const report = (p50Ms: number): LatencyTable['traffic'] => ({ p50Ms, p95Ms: p50Ms * 2, p99Ms: p50Ms * 3, samples: 100, threads: 2 });
const TABLE: LatencyTable = {
  schema: 2, cpu: 'A <CPU>', cpuFlags: ['avx2', 'avx512_vnni'], precision: 'int8', traffic: { ...report(4), samples: 1000 }, formats: {},
  ladder: [{ tokens: 16, threads: 2, plain: report(2.5), fused: report(2), int8: report(1) }],
  leftOut: [256, 512],
  costs: { runtime: 'onnxruntime-node 1', coldStartMs: 412.4, emptyBytes: 60e6, loadedBytes: 140e6, peakBytes: 1250e6, threads: 2, throughput: [{ batch: 8, textsPerSecond: 312.2 }, { batch: 128, textsPerSecond: 1210 }] },
};

describe('latencySection', () => {
  test.each([
    'int8 on A &lt;CPU&gt; (avx2, avx512\\_vnni), 2 threads, batch 1, tokenisation included. On 1,000 real prompts in their own',
    'length mix: p50 4.0, p95 8.0, p99 12.0 ms.',
    '| 16 | 2 | 2.5 / 5.0 / 7.5 | 2.0 / 4.0 / 6.0 | 1.0 / 2.0 / 3.0 | 2.5 × |',
    'Each cell is p50 / p95 / p99 in ms over 100 calls. Not measured: 256, 512 tokens, since the model cuts texts before.',
    'In a fresh process (onnxruntime-node 1, 2 threads) the first score came 412 ms after the first file was opened. Resident memory:',
    '60 MB before, 140 MB once loaded, 1,250 MB at its peak. Texts a second, of like length together: 312 at batch 8, 1,210 at batch 128.',
  ])('says: %s', (line) => expect(latencySection(TABLE).split('\n')).toContain(line));

  test('of a table with the gate\'s figures alone says those alone', () => {
    const text = latencySection({ ...TABLE, cpuFlags: [], ladder: [], leftOut: [], costs: null });
    expect(text.split('\n').at(-1)).toBe('length mix: p50 4.0, p95 8.0, p99 12.0 ms.');
    expect(text).toContain('int8 on A &lt;CPU&gt;, 2 threads');
  });
});
