import type { PairedCounts } from './statistics/paired-difference.ts';

/** Scores of one row by two models, or by one model that is judged at two thresholds. */
export interface PairedScores {
  readonly champion: number;
  readonly challenger: number;
}

/** Counts rows by which of the two flags them, each at its own threshold: benign prompts and attacks apart, never pooled. */
export function pairedCounts(rows: readonly PairedScores[], thresholds: PairedScores): PairedCounts {
  return countDecisions(rows.map((row) => ({ champion: row.champion >= thresholds.champion, challenger: row.challenger >= thresholds.challenger })));
}

/** The same of decisions that were made already. */
export function countDecisions(decisions: readonly Readonly<Record<'champion' | 'challenger', boolean>>[]): PairedCounts {
  const counts = { both: 0, onlyChampion: 0, onlyChallenger: 0, neither: 0 };
  for (const { champion, challenger } of decisions) counts[champion ? (challenger ? 'both' : 'onlyChampion') : challenger ? 'onlyChallenger' : 'neither'] += 1;
  return counts;
}
