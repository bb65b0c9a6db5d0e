import type { Certificate, Slice } from '../certificate.ts';
import { escapeMarkdown } from './escape-markdown.ts';
import { pValue, thousands } from './numbers.ts';
import { markdownTable } from './table.ts';

/** Where the two models differ: the slices with a decision that only one of them gets right, the clearest first. */
export function slicesSection({ slices = [] }: Certificate): string {
  const different = slices.filter(({ onlyChampionRight, onlyChallengerRight }) => onlyChampionRight + onlyChallengerRight > 0);
  if (different.length === 0) return '';
  const rows = different.sort((a, b) => a.adjustedP - b.adjustedP || a.p - b.p).map(cells);
  return `### Where they differ

Exact McNemar by source; p-values adjusted by Holm over all ${slices.length} slices.

${markdownTable([['source', 'label', 'rows', 'only champion right', 'only challenger right', 'adjusted p', ''], ...rows])}`;
}

function cells({ source, label, rows, onlyChampionRight, onlyChallengerRight, adjustedP }: Slice): string[] {
  const better = onlyChallengerRight > onlyChampionRight ? 'challenger better' : 'challenger worse';
  return [escapeMarkdown(source), label, thousands(rows), thousands(onlyChampionRight), thousands(onlyChallengerRight), pValue(adjustedP), adjustedP < 0.05 ? better : ''];
}
