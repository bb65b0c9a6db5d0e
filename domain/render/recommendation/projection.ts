import type { Plan, StrategyPlan } from '../../planning/plan.ts';
import { percent, rateBeside, statedRate } from '../numbers.ts';
import { figureTable } from './figure-table.ts';
import { fittedRate } from './phrases.ts';

/** Expected apart from measured: one measured rate, and the projected ones with what must be true for each. */
export function projection(plan: Plan, chosen: StrategyPlan): string {
  const limit = plan.falsePositiveRateLimit;
  const { fullGeneralisation, memorisingOnly, assumed, fitted } = chosen.projection;
  const rows = [
    ['the model in service, now', percent(plan.falsePositiveRate, 3), 'measured'],
    ['if every false positive of a covered category is mended', rateBeside(fullGeneralisation, limit), "projected: the best end of Hone's range"],
    ['if only the covered false positives are mended', rateBeside(memorisingOnly, limit), "projected: the worst end of Hone's range"],
    ...(fitted === undefined ? [] : [['by a curve through pilot trainings', fittedRate(chosen, limit), 'projected from measured points']]),
    ...(assumed === undefined ? [] : [["if the strategy's author is right", statedRate(assumed), 'projected: an assumption']]),
  ];
  return [
    '## Expected, and measured',
    '',
    figureTable(['False-positive rate', 'Rate', 'What it is'], rows, true),
    '',
    'The range takes it that the threshold stays and nothing that passes now is blocked later. In a run the threshold is fitted to the limit, so what a weak training costs shows in recall. ' +
      'The new rate is measured, with its interval, at validation and at certification.',
  ].join('\n');
}
