import type { GateForecast } from '../look-forecast.ts';
import { chance } from './chance.ts';
import { escapeMarkdown } from './escape-markdown.ts';
import { statedRate, thousands } from './numbers.ts';
import { markdownTable } from './table.ts';

/** The chances of a look, as they stood before it was spent. */
export function powerSection(power: readonly GateForecast[]): string {
  const rows = power.flatMap(({ gate, rows: overRows, groups }) =>
    (['rows', 'groups'] as const).map((unit) => {
      const { n, rate, probability, low, high, needed } = unit === 'rows' ? overRows : groups;
      return [escapeMarkdown(gate), `${thousands(n)} ${unit}`, statedRate(Number(rate.toFixed(5))), `${chance(probability)} (${chance(low)} to ${chance(high)})`, needed === null ? 'no number would do' : thousands(needed)];
    }),
  );
  return `### What the look was likely to show

Computed before it was spent, from what the tuning slice showed of the file that ships; in brackets the chances at the ends of that rate's 95 % interval.

${markdownTable([['gate', 'certification set', 'rate on the tuning slice', 'chance of passing', 'needed for 80 %'], ...rows])}`;
}
