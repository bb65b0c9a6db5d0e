import type { RowsToCollect } from '../rows-to-collect.ts';
import { escapeMarkdown } from './escape-markdown.ts';
import { thousands } from './numbers.ts';
import { markdownTable } from './table.ts';

/** The rows that would settle what this run could not. */
export function collectSection(rows: readonly RowsToCollect[]): string {
  const cells = rows.map(({ gate, effect, set, slice, label, unit, present, needed, missing, sentence }) => [
    escapeMarkdown(gate),
    effect,
    escapeMarkdown(slice === 'all' ? set : `${set}, ${slice}`),
    label,
    unit,
    thousands(present),
    needed === null ? '' : thousands(needed),
    missing === null ? escapeMarkdown(sentence) : thousands(missing),
  ]);
  return `### Rows to collect

For 80 % power, if what was observed is the true value. Rows of one group count once where groups are asked for: collect prompts that are not variations of each other.

${markdownTable([['gate', 'effect', 'set', 'class', 'count', 'there', 'needed', 'missing'], ...cells])}`;
}
