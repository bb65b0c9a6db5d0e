/** False positives a coverage asks for: a count, or below 1 a fraction of those found, rounded half up. */
export function askedCoverage(coverage: number, found: number): number {
  // The small term keeps halves that floating point put just below (0.29 × 50 = 14.499…) halves.
  return coverage < 1 ? Math.floor(coverage * found + 0.5 + 1e-9) : Math.floor(coverage);
}
