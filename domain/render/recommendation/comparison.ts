import type { Plan } from '../../planning/plan.ts';
import { escapeMarkdown } from '../escape-markdown.ts';
import { percent, thousands } from '../numbers.ts';
import { figureTable } from './figure-table.ts';
import { assumedRate, fittedRate, formula, listPrice, range, trainingTime } from './phrases.ts';

/** Every strategy side by side. All rates in it are projected. */
export function comparison(plan: Plan): string {
  const limit = plan.falsePositiveRateLimit;
  const piloted = plan.strategies.some(({ projection }) => projection.fitted !== undefined);
  const rows = plan.strategies.map((row) => {
    const name = escapeMarkdown(row.strategy.name);
    return [
      row.strategy.name === plan.strategy ? `**${name}**` : name,
      formula(row),
      thousands(row.rowsAdded),
      thousands(row.after.rows),
      percent(row.after.benignShare),
      assumedRate(row),
      range(row, limit),
      ...(piloted ? [fittedRate(row, limit)] : []),
      listPrice(row.llm.planned, plan),
      trainingTime(row),
    ];
  });
  const head = ['Strategy', 'Rows added', 'Sum', 'Rows in all', 'Benign share', 'Projected by its author', "Projected, Hone's range", ...(piloted ? ['Projected by pilot trainings'] : []), 'LLM cost', 'Training time'];
  return ['## The strategies side by side', '', figureTable(head, rows)].join('\n');
}
