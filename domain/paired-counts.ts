import type { PairedCounts } from './statistics/paired-difference.ts';

/** Scores of one row by two models, or by one model that is judged at two thresholds. */
export interface PairedScores {
  readonly champion: number;
  readonly challenger: number;
}

/** Counts rows by which of the two flags them, each at its own threshold: benign prompts and attacks apart, never pooled. */
export function pairedCounts(rows: readonly PairedScores[], thresholds: PairedScores): PairedCounts {
  const counts = { both: 0, onlyChampion: 0, onlyChallenger: 0, neither: 0 };
  for (const row of rows) {
    const champion = row.champion >= thresholds.champion;
    const challenger = row.challenger >= thresholds.challenger;
    counts[champion ? (challenger ? 'both' : 'onlyChampion') : challenger ? 'onlyChallenger' : 'neither'] += 1;
  }
  return counts;
}
