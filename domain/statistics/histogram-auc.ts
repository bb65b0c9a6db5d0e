/** How many rows of each class have a value. */
export interface ClassCounts {
  readonly value: number;
  readonly benign: number;
  readonly malicious: number;
}

/**
 * The area under the ROC curve of a whole-numbered value from its histogram: the probability that a malicious row's value is
 * above a benign one's, ties counting half; null when a class is empty. Equal to `rocAuc` on the rows themselves.
 */
export function histogramAuc(counts: readonly ClassCounts[]): number | null {
  const ascending = [...counts].sort((a, b) => a.value - b.value);
  let [benignBelow, malicious, wins] = [0, 0, 0];
  for (const count of ascending) {
    wins += count.malicious * (benignBelow + count.benign / 2);
    benignBelow += count.benign;
    malicious += count.malicious;
  }
  return benignBelow > 0 && malicious > 0 ? wins / (benignBelow * malicious) : null;
}
