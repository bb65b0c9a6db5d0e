import { invalidInput } from '../errors.ts';
import { checkScores, checkShare } from './check.ts';
import { nextUp } from './next-up.ts';

/** Scores are P(malicious) in [0, 1]. Everywhere in Hone a row is flagged malicious iff score >= threshold. */
export type Scores = ArrayLike<number>;

/** Decisions at one threshold, as counts of rows. */
export interface Confusion {
  readonly falsePositives: number;
  readonly trueNegatives: number;
  readonly truePositives: number;
  readonly falseNegatives: number;
}

/**
 * Area under the ROC curve: the probability that a malicious row scores above a benign one, ties counting half.
 * O(n log n). Errors: HONE_INVALID_INPUT for an empty class or a score outside [0, 1].
 * Source: Hanley & McNeil (1982), Radiology 143, 29–36 (the Mann–Whitney statistic).
 */
export function rocAuc(benignScores: Scores, maliciousScores: Scores): number {
  const benign = ascending('benignScores', benignScores);
  const malicious = ascending('maliciousScores', maliciousScores);
  let [below, notAbove, wins] = [0, 0, 0];
  for (const score of malicious) {
    while (below < benign.length && benign[below]! < score) below++;
    notAbove = Math.max(notAbove, below);
    while (notAbove < benign.length && benign[notAbove]! === score) notAbove++;
    wins += (below + notAbove) / 2;
  }
  return wins / (benign.length * malicious.length);
}

/** Counts the decisions at a threshold. An empty class gives zeros. Errors: HONE_INVALID_INPUT for a NaN threshold. */
export function confusionAt(threshold: number, benignScores: Scores, maliciousScores: Scores): Confusion {
  if (Number.isNaN(threshold)) throw invalidInput('threshold', threshold, 'Give a number.');
  const falsePositives = countFlagged(threshold, benignScores);
  const truePositives = countFlagged(threshold, maliciousScores);
  return {
    falsePositives,
    trueNegatives: benignScores.length - falsePositives,
    truePositives,
    falseNegatives: maliciousScores.length - truePositives,
  };
}

/** Rows whose score is at or over the threshold. */
export function countFlagged(threshold: number, scores: Scores): number {
  let flagged = 0;
  for (let i = 0; i < scores.length; i++) if (scores[i]! >= threshold) flagged++;
  return flagged;
}

/** Share of benign rows flagged. Errors: HONE_INVALID_INPUT without benign rows, as nothing was measured. */
export function falsePositiveRate({ falsePositives, trueNegatives }: Confusion): number {
  return ratio('benign rows', falsePositives, falsePositives + trueNegatives);
}

/** Share of malicious rows flagged. Errors: HONE_INVALID_INPUT without malicious rows. */
export function recall({ truePositives, falseNegatives }: Confusion): number {
  return ratio('malicious rows', truePositives, truePositives + falseNegatives);
}

/** Share of flagged rows that are malicious; 0 when nothing is flagged. It depends on the prevalence. */
export function precision({ truePositives, falsePositives }: Confusion): number {
  return truePositives === 0 ? 0 : truePositives / (truePositives + falsePositives);
}

/** Harmonic mean of precision and recall. It depends on the prevalence, so print `prevalence` beside it. */
export function f1(confusion: Confusion): number {
  const { truePositives, falsePositives, falseNegatives } = confusion;
  recall(confusion);
  return (2 * truePositives) / (2 * truePositives + falsePositives + falseNegatives);
}

/** Share of the rows that are malicious: what F1 and precision were measured at. Errors: HONE_INVALID_INPUT without rows. */
export function prevalence(confusion: Confusion): number {
  const malicious = confusion.truePositives + confusion.falseNegatives;
  return ratio('rows', malicious, malicious + confusion.falsePositives + confusion.trueNegatives);
}

/** The best recall among thresholds whose observed false-positive rate is at most `limit`, and that threshold. */
export interface RecallAtLimit {
  readonly threshold: number;
  readonly recall: number;
  readonly falsePositiveRate: number;
}

/**
 * Recall where the observed false-positive rate is at most `limit`, a fraction in [0, 1]: the quantity early stopping
 * watches. A point estimate, never a gate. Errors: HONE_INVALID_INPUT.
 */
export function recallAtFalsePositiveRate(benignScores: Scores, maliciousScores: Scores, limit: number): RecallAtLimit {
  checkShare('limit', limit);
  const benign = ascending('benignScores', benignScores);
  checkScores('maliciousScores', maliciousScores);
  let allowed = Math.round(limit * benign.length);
  if (allowed / benign.length > limit) allowed--;
  const threshold = allowed >= benign.length ? 0 : nextUp(benign[benign.length - 1 - allowed]!);
  const confusion = confusionAt(threshold, benignScores, maliciousScores);
  return { threshold, recall: recall(confusion), falsePositiveRate: falsePositiveRate(confusion) };
}

function ascending(field: string, scores: Scores): Float64Array {
  checkScores(field, scores);
  return Float64Array.from(scores).sort();
}

function ratio(what: string, count: number, total: number): number {
  if (total === 0) throw invalidInput(what, total, `Give at least one of the ${what}: a rate over none is not a number.`);
  return count / total;
}
