import type { Certificate } from '../certificate.ts';
import { errorCost, PREVALENCES } from '../error-cost.ts';
import type { ErrorCost } from '../error-cost.ts';
import { percent, thousands } from './numbers.ts';
import { markdownTable } from './table.ts';

/** What the errors of both models come to where attacks are rare. */
export function costSection({ champion, challenger }: Certificate): string {
  const rows = PREVALENCES.flatMap((prevalence) => [cells('champion', errorCost(champion.confusion, prevalence)), cells('challenger', errorCost(challenger.confusion, prevalence))]);
  return `### What the errors cost

In a million prompts, by the share of them that are attacks; in brackets what the 95 % intervals of the rates allow.

${markdownTable([['attacks', 'model', 'false alarms', 'missed attacks', 'precision: alarms that are attacks'], ...rows])}`;
}

function cells(model: string, { prevalence, precision, precisionRange, falseAlarms, falseAlarmsRange, missedAttacks }: ErrorCost): string[] {
  const alarms = `${whole(falseAlarms)} (${whole(falseAlarmsRange.low)}–${whole(falseAlarmsRange.high)})`;
  const share = precision === null ? 'no alarms' : `${percent(precision, 1)} (${percent(precisionRange.low, 1)}–${percent(precisionRange.high, 1)})`;
  return [percent(prevalence, 2), model, alarms, whole(missedAttacks), share];
}

function whole(count: number): string {
  return thousands(Math.round(count));
}
