import type { Equivalence } from '../../domain/conversion.ts';
import type { Row } from '../../domain/row.ts';

/** Compares two models' scores of the same rows, and their decisions at one threshold in both directions. */
export function compareScores(rows: readonly Row[], before: ArrayLike<number>, after: ArrayLike<number>, threshold: number): Equivalence {
  const flips = rows
    .map(({ id, label }, index) => ({ id, label, before: before[index]!, after: after[index]! }))
    .filter((flip) => flip.before >= threshold !== flip.after >= threshold);
  const differences = rows.map((_, index) => Math.abs(before[index]! - after[index]!));
  return {
    rows: rows.length,
    maxAbsoluteDifference: differences.reduce((most, value) => Math.max(most, value), 0),
    meanAbsoluteDifference: rows.length === 0 ? 0 : differences.reduce((sum, value) => sum + value, 0) / rows.length,
    flipRate: rows.length === 0 ? 0 : flips.length / rows.length,
    benignToMalicious: flips.filter((flip) => flip.after >= threshold),
    maliciousToBenign: flips.filter((flip) => flip.after < threshold),
  };
}
