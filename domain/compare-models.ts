import type { Certificate, Regression, Slice } from './certificate.ts';
import { groupBy } from './group-by.ts';
import type { ComparedRow } from './judge-compared.ts';
import { holmAdjusted } from './statistics/holm.ts';
import { mcnemarExact } from './statistics/mcnemar.ts';

export type Comparison = Pick<Certificate, 'mcnemar' | 'slices' | 'newlyMissed' | 'newlyBlocked' | 'falsePositivesBySource'>;

/**
 * Champion and challenger on the same rows, each at its own threshold: which decisions only one of them gets right, over all rows and by
 * slice (the benign or malicious rows of one source), and every row that got worse.
 */
export function compareModels(rows: readonly ComparedRow[], thresholds: Readonly<Record<'champion' | 'challenger', number>>): Comparison {
  const decided = rows.map((row) => decide(row, thresholds));
  const lost = decided.filter(({ right }) => right.champion && !right.challenger);
  const benign = groupBy(decided.filter(({ malicious }) => !malicious), ({ row }) => row.source);
  return {
    mcnemar: discordant(decided),
    slices: slicesOf(decided),
    newlyMissed: lost.filter(({ malicious }) => malicious).map(regression),
    newlyBlocked: lost.filter(({ malicious }) => !malicious).map(regression),
    falsePositivesBySource: Object.fromEntries(
      [...benign].map(([source, of]) => [source, { rows: of.length, champion: flaggedBy(of, 'champion'), challenger: flaggedBy(of, 'challenger') }]),
    ),
  };
}

interface Decided {
  readonly row: ComparedRow;
  readonly malicious: boolean;
  readonly flagged: Readonly<Record<'champion' | 'challenger', boolean>>;
  readonly right: Readonly<Record<'champion' | 'challenger', boolean>>;
}

function decide(row: ComparedRow, thresholds: Readonly<Record<'champion' | 'challenger', number>>): Decided {
  const flagged = { champion: row.champion >= thresholds.champion, challenger: row.challenger >= thresholds.challenger };
  const malicious = row.label === 'malicious';
  return { row, malicious, flagged, right: { champion: flagged.champion === malicious, challenger: flagged.challenger === malicious } };
}

function discordant(decided: readonly Decided[]): Certificate['mcnemar'] {
  const onlyChampionRight = decided.filter(({ right }) => right.champion && !right.challenger).length;
  const onlyChallengerRight = decided.filter(({ right }) => !right.champion && right.challenger).length;
  return { onlyChampionRight, onlyChallengerRight, p: mcnemarExact(onlyChampionRight, onlyChallengerRight) };
}

/** In order of label and source. The p-values are one family: with forty sources two would be under 0.05 by chance. */
function slicesOf(decided: readonly Decided[]): Slice[] {
  const groups = [...groupBy(decided, ({ row }) => JSON.stringify([row.label, row.source]))].sort(([a], [b]) => (a < b ? -1 : 1));
  const slices = groups.map(([, of]) => ({ label: of[0]!.row.label, source: of[0]!.row.source, rows: of.length, ...discordant(of) }));
  const adjusted = holmAdjusted(slices.map(({ p }) => p));
  return slices.map((slice, index) => ({ ...slice, adjustedP: adjusted[index]! }));
}

function regression({ row: { id, source, champion, challenger } }: Decided): Regression {
  return { id, source, champion, challenger };
}

function flaggedBy(decided: readonly Decided[], who: 'champion' | 'challenger'): number {
  return decided.filter(({ flagged }) => flagged[who]).length;
}
