import type { AugmentationAccount } from '../../augmentation-account.ts';
import { fooledPlot } from './fooled-plot.ts';
import { keptPlot } from './kept-plot.ts';

/** File names of the plots beside a report, by the part of the report that each is. */
export const PLOT_FILES = { keptPlot: 'augmentation-kept.svg', fooledPlot: 'augmentation-fooled.svg', stressPlot: 'stress-recall.svg' } as const;
export type PlotName = keyof typeof PLOT_FILES;

/** The plots of an account as SVG; one that would show nothing is left out. */
export function augmentationPlots(account: AugmentationAccount): Partial<Record<PlotName, string>> {
  const [kept, fooled] = [keptPlot(account), fooledPlot(account)];
  return { ...(kept && { keptPlot: kept }), ...(fooled && { fooledPlot: fooled }) };
}
