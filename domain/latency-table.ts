import type { ModelFormat } from './conversion.ts';
import type { LatencyReport, PackageCosts } from './ports/guard.ts';

/** What one package costs on one machine. Each length and each format was measured in the same run. */
export interface LatencyTable {
  readonly schema: 2;
  readonly cpu: string;
  /** Of the vector instructions that decide how fast int8 is, those the processor has; empty where it does not say. */
  readonly cpuFlags: readonly string[];
  readonly precision: string;
  /** What the latency gate is judged on: real prompts in their own length mix, what ships. */
  readonly traffic: LatencyReport;
  /** The same prompts in every format; empty for a champion that was only just made. */
  readonly formats: Readonly<Partial<Record<ModelFormat, LatencyReport>>>;
  readonly ladder: readonly LadderStep[];
  /** Lengths of the ladder that the model never sees: it cuts texts before. */
  readonly leftOut: readonly number[];
  /** Of what ships, alone in a fresh process. */
  readonly costs: PackageCosts | null;
}

export interface LadderStep extends Readonly<Record<ModelFormat, LatencyReport>> {
  readonly tokens: number;
  readonly threads: number;
}
