import type { ImpactCase, Plan } from '../../planning/plan.ts';
import { escapeMarkdown } from '../escape-markdown.ts';
import { limitPercent, money, rateBeside, statedRate, thousands } from '../numbers.ts';
import { figureTable } from './figure-table.ts';

/** What the fall of the rate is worth, at each projected rate, and at both ends of the assumption that decides it. */
export function impact(plan: Plan): string {
  const { assumptions, cases } = plan.impact;
  const show = (amount: number): string => escapeMarkdown(money(amount, assumptions.currency));
  const rows = cases.map((each) => [
    `${CASES[each.case]} (${each.case === 'assumed' ? statedRate(each.rate) : rateBeside(each.rate, plan.falsePositiveRateLimit)})`,
    thousands(each.avoidedPerDay),
    thousands(each.avoidedPerYear),
    show(each.savedPerYear),
    show(each.savedPerYearIfEachIsATicket),
  ]);
  const tickets = limitPercent(assumptions.ticketsPerFalsePositive);
  return [
    '## Business impact',
    '',
    `Projected, on assumptions: ${thousands(assumptions.promptsPerDay)} prompts a day, ${tickets} of false positives become a ticket, ${show(assumptions.costPerTicket)} a ticket, 365 days.`,
    '',
    figureTable(['If the rate falls to', 'Fewer a day', 'Fewer a year', `Saved a year at ${tickets}`, 'Saved if each were a ticket'], rows),
  ].join('\n');
}

const CASES: Readonly<Record<ImpactCase['case'], string>> = {
  assumed: "the author's assumption",
  'pilot-trainings': 'what pilot trainings predict',
  'full-generalisation': "the best end of Hone's range",
  'memorising-only': "the worst end of Hone's range",
};
