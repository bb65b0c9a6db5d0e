import type { Plan, StrategyPlan } from '../../planning/plan.ts';
import { escapeMarkdown } from '../escape-markdown.ts';
import { percent, thousands } from '../numbers.ts';
import { figureTable } from './figure-table.ts';

/** Coverage by category, and variations by method. */
export function allocation(plan: Plan, chosen: StrategyPlan): string {
  const categories = chosen.allocation.map((part) => [escapeMarkdown(part.category), thousands(part.found), thousands(part.available), thousands(part.covered), thousands(part.variations)]);
  const methods = plan.methods.map((method) => [
    method.method,
    percent(method.share, 0),
    thousands(method.asked),
    thousands(method.planned),
    method.available ? 'available' : `not available${method.reason === undefined ? '' : `: ${escapeMarkdown(method.reason)}`}`,
  ]);
  return [
    '## Who gets variations, and who makes them',
    '',
    figureTable(['Category', 'Found', 'May be trained on', 'Covered', 'Variations'], categories),
    '',
    'Coverage is divided over the categories in proportion to what was found, by largest remainder, so that the parts sum exactly.',
    '',
    figureTable(['Method', 'Share', 'Asked', 'Planned', 'State'], methods, true),
    '',
    `The rule: ${plan.methodRule}.`,
  ].join('\n');
}
