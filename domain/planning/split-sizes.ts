import type { ClassCounts, PlanInput } from './plan-input.ts';

export interface SplitSizes {
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

/** Original rows by the shares of the cuts; a replay takes so many of those in train. Real splits are by group, so they differ by a few rows. */
export function originalSplits({ benign, malicious, settings: { cuts, assemble } }: PlanInput): SplitSizes {
  const rows = benign + malicious;
  const train = Math.round(rows * cuts.train);
  const validation = Math.round(rows * cuts.validation);
  return { train: assemble.replayRows === 'all' ? train : Math.min(assemble.replayRows, train), validation, test: rows - train - validation };
}

/** Training rows that take part: all, or what is replayed of them, in the classes' own proportion. */
export function originalRows(input: PlanInput): ClassCounts {
  const { benign, malicious, settings } = input;
  if (settings.assemble.replayRows === 'all') return { benign, malicious };
  const replayed = originalSplits(input).train;
  const replayedBenign = Math.round((replayed * benign) / (benign + malicious));
  return { benign: replayedBenign, malicious: replayed - replayedBenign };
}
