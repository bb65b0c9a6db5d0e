import type { Plan } from '../../planning/plan.ts';
import { escapeMarkdown } from '../escape-markdown.ts';

/** What is wrong with the plan: the chosen strategy in full, the others by name. */
export function findings(plan: Plan): string {
  const lines = plan.findings.map(({ strategy, sentence }) => `- ${strategy === plan.strategy ? '' : `${escapeMarkdown(strategy)}: `}${escapeMarkdown(sentence)}`);
  return ['## What to know before saying yes', '', ...(lines.length === 0 ? ['Nothing is wrong with this plan.'] : lines)].join('\n');
}
