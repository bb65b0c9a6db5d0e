import type { StageView } from './run-view.ts';

/** What people see a stage as: `train`, and from the second round on `r2-train`. Its identity stays `train`, so that rounds and runs share results. */
export function stageLabel({ stage, round = 1 }: Pick<StageView, 'stage' | 'round'>): string {
  return round > 1 ? `r${round}-${stage}` : stage;
}
