import type { DifferenceEvidence, EvidenceUnit } from './gates.ts';
import { recallDifference, recallDifferenceLowerBound, recallDifferenceUpperBound } from './statistics/paired-difference.ts';
import type { PairedCounts } from './statistics/paired-difference.ts';

/**
 * The share of rows flagged by the challenger minus that flagged by the champion, paired, with one-sided bounds: of attacks the difference
 * of recalls, of benign prompts that of false-positive rates. Errors: HONE_INVALID_INPUT without rows.
 */
export function differenceEvidence(counts: PairedCounts, confidence: number, unit: EvidenceUnit): DifferenceEvidence {
  return {
    kind: 'difference',
    estimate: recallDifference(counts),
    lowerBound: recallDifferenceLowerBound(counts, confidence),
    upperBound: recallDifferenceUpperBound(counts, confidence),
    n: counts.both + counts.onlyChampion + counts.onlyChallenger + counts.neither,
    unit,
  };
}
