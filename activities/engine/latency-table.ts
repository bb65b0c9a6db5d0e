import type { ModelFormat } from '../../domain/conversion.ts';
import { MODEL_FORMATS } from '../../domain/conversion.ts';
import type { LadderStep, LatencyTable } from '../../domain/latency-table.ts';
import type { GuardRuntime, LatencyReport } from '../../domain/ports/guard.ts';

export interface MeasuredFolders {
  /** A package of each format; the one that ships among them. */
  readonly folders: Readonly<Record<ModelFormat, string>>;
  readonly shipped: ModelFormat;
  readonly maxTokens: number;
  readonly precision: string;
  /** Else only what the gate is judged on: for a model that is no candidate for release. */
  readonly thorough: boolean;
}

const THREADS = 2;
const PASSES = 3;
const LADDER = [16, 32, 64, 128, 256, 512];
const LADDER_THREADS = [1, 2];
const LADDER_SAMPLES = 100;
const BATCHES = [8, 32, 128];
const BATCHED_TEXTS = 512;

/** Measures batch 1, warm, tokenisation included; traffic on two threads, the best of three passes. */
export async function latencyTable(runtime: GuardRuntime, { folders, shipped, maxTokens, precision, thorough }: MeasuredFolders, prompts: readonly string[]): Promise<LatencyTable> {
  const onTraffic = (format: ModelFormat): Promise<LatencyReport> => runtime.measureLatency(folders[format], { texts: prompts, threads: THREADS, repeats: PASSES });
  const traffic = await onTraffic(shipped);
  const table = { schema: 2, cpu: runtime.cpu, cpuFlags: runtime.cpuFlags, precision, traffic, formats: {}, ladder: [], leftOut: [], costs: null } as const;
  if (!thorough) return table;
  const formats = await ofEachFormat((format) => (format === shipped ? Promise.resolve(traffic) : onTraffic(format)));
  const ladder: LadderStep[] = [];
  for (const threads of LADDER_THREADS) {
    for (const tokens of LADDER.filter((length) => length <= maxTokens)) {
      const texts = Array.from({ length: LADDER_SAMPLES }, () => textOf(tokens));
      ladder.push({ tokens, threads, ...(await ofEachFormat((format) => runtime.measureLatency(folders[format], { texts, threads, repeats: 1 }))) });
    }
  }
  const costs = await runtime.measureCosts(folders[shipped], { texts: prompts.slice(0, BATCHED_TEXTS), threads: THREADS, batches: BATCHES });
  return { ...table, formats, ladder, leftOut: LADDER.filter((length) => length > maxTokens), costs };
}

/** One after the other: side by side they would slow each other down. */
async function ofEachFormat<T>(measure: (format: ModelFormat) => Promise<T>): Promise<Record<ModelFormat, T>> {
  const [plain, fused, int8] = MODEL_FORMATS;
  return { plain: await measure(plain), fused: await measure(fused), int8: await measure(int8) };
}

/** A text of that many tokens, the start and end token included: each of these words is one token. */
function textOf(tokens: number): string {
  return Array.from({ length: tokens - 2 }, (_, index) => (index % 2 === 0 ? 'the' : 'house')).join(' ');
}
