import type { Probe } from './smoke-pairs.ts';

/** What a package made of a foreign model answers, beside what that model answered itself. Scores are P(malicious). */
export interface ImportCheck {
  /** Of all probes. */
  readonly maxAbsoluteDifference: number;
  /** Probes on the other side of the threshold than the foreign model has them. */
  readonly flips: number;
  readonly probes: number;
  readonly meanBenign: number;
  readonly meanMalicious: number;
  /** Of `labelled` smoke prompts, those on their own side of the threshold: evidence, not a gate. */
  readonly right: number;
  readonly labelled: number;
}

/** Compares probe by probe; the arrays are in the order of `probes`. */
export function checkImport(probes: readonly Probe[], foreign: ArrayLike<number>, own: ArrayLike<number>, threshold: number): ImportCheck {
  const blocked = (score: number): boolean => score >= threshold;
  const rows = probes.map(({ label }, index) => ({ label, own: own[index]!, foreign: foreign[index]! }));
  const labelled = rows.filter(({ label }) => label !== null);
  const meanOf = (side: Probe['label']): number => {
    const scores = rows.filter(({ label }) => label === side).map((row) => row.own);
    return scores.reduce((sum, score) => sum + score, 0) / scores.length;
  };
  return {
    maxAbsoluteDifference: Math.max(...rows.map((row) => Math.abs(row.own - row.foreign))),
    flips: rows.filter((row) => blocked(row.own) !== blocked(row.foreign)).length,
    probes: rows.length,
    meanBenign: meanOf('benign'),
    meanMalicious: meanOf('malicious'),
    right: labelled.filter((row) => blocked(row.own) === (row.label === 'malicious')).length,
    labelled: labelled.length,
  };
}
