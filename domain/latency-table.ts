import type { LatencyReport } from './ports/guard.ts';

/** Latency of one package on one machine: on real prompts in their own length mix, and over a ladder of lengths. */
export interface LatencyTable {
  readonly cpu: string;
  readonly precision: string;
  /** What the latency gate is judged on. */
  readonly traffic: LatencyReport;
  readonly ladder: readonly LadderStep[];
}

export interface LadderStep {
  readonly tokens: number;
  /** The package that ships and, beside it, the plain fp32 export of the same model. */
  readonly shipped: LatencyReport;
  readonly plain: LatencyReport;
}
