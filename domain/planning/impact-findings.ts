import { limitPercent, money, statedRate, thousands } from '../render/numbers.ts';
import { finding } from './finding.ts';
import type { Finding } from './finding.ts';
import type { BusinessImpact, StrategyPlan } from './plan.ts';

/** The money hangs on how many false positives become tickets: both ends are printed, and how far apart they are. */
export function impactFindings(plan: StrategyPlan, { assumptions, cases }: BusinessImpact): Finding[] {
  const { ticketsPerFalsePositive: tickets, currency } = assumptions;
  const [first] = cases;
  if (first === undefined || tickets <= 0 || tickets >= 1 || first.savedPerYear <= 0) return [];
  const show = (amount: number): string => money(amount, currency);
  const times = thousands(Number((1 / tickets).toPrecision(6)));
  const sentence = `At the projected ${statedRate(first.rate)} the saving hangs on one assumption: ${show(first.savedPerYear)} a year if ${limitPercent(tickets)} of false positives become tickets, ${show(first.savedPerYearIfEachIsATicket)} if each did, ${times} times as much. Count the tickets before quoting either.`;
  return [finding('impact-assumption', plan, sentence)];
}
