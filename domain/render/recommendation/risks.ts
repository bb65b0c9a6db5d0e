import type { Plan } from '../../planning/plan.ts';
import { escapeMarkdown } from '../escape-markdown.ts';
import { wordTable } from './figure-table.ts';

/** What can go wrong, how it shows, and the way out. */
export function risks(plan: Plan): string {
  const rows = plan.risks.map(({ risk, sign, fallback }) => [risk, sign, fallback].map(escapeMarkdown));
  return ['## Risks, and the way out', '', wordTable(['Risk', 'How it shows', 'Fallback'], rows)].join('\n');
}
