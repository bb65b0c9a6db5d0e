import type { Plan } from '../../planning/plan.ts';
import { escapeMarkdown } from '../escape-markdown.ts';

/** What is wrong with the plan: the chosen strategy in full, then what there is to say of the others. */
export function findings(plan: Plan): string {
  const own = plan.findings.filter(({ strategy }) => strategy === plan.strategy).map(({ sentence }) => `- ${escapeMarkdown(sentence)}`);
  const others = plan.findings.filter(({ strategy }) => strategy !== plan.strategy).map(({ strategy, sentence }) => `- ${escapeMarkdown(strategy)}: ${escapeMarkdown(sentence)}`);
  return [
    '## What to know before saying yes',
    '',
    ...(own.length === 0 ? ['Nothing is wrong with this plan.'] : own),
    ...(others.length === 0 ? [] : ['', 'Of the other strategies:', '', ...others]),
  ].join('\n');
}
