import type { LadderStep, LatencyTable } from '../../domain/latency-table.ts';
import type { GuardRuntime, LatencyReport } from '../../domain/ports/guard.ts';

export interface LatencyFolders {
  readonly shipped: string;
  readonly plain: string;
  readonly maxTokens: number;
  readonly precision: string;
}

const THREADS = 2;
const LADDER = [16, 32, 64, 128, 256, 512];
const LADDER_SAMPLES = 20;

/** Measures batch 1, warm, tokenisation included, on two threads, the best of three passes. */
export async function latencyTable(runtime: GuardRuntime, folders: LatencyFolders, prompts: readonly string[]): Promise<LatencyTable> {
  const traffic = await runtime.measureLatency(folders.shipped, { texts: prompts, threads: THREADS, repeats: 3 });
  const ladder: LadderStep[] = [];
  for (const tokens of LADDER.filter((length) => length <= folders.maxTokens)) {
    const texts = Array.from({ length: LADDER_SAMPLES }, () => textOf(tokens));
    const measure = (folder: string): Promise<LatencyReport> => runtime.measureLatency(folder, { texts, threads: THREADS, repeats: 2 });
    ladder.push({ tokens, shipped: await measure(folders.shipped), plain: await measure(folders.plain) });
  }
  return { cpu: runtime.cpu, precision: folders.precision, traffic, ladder };
}

/** A text of that many tokens, the start and end token included: each of these words is one token. */
function textOf(tokens: number): string {
  return Array.from({ length: tokens - 2 }, (_, index) => (index % 2 === 0 ? 'the' : 'house')).join(' ');
}
