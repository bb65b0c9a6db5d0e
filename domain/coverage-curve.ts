import { checkShare } from './statistics/check.ts';

/** How concentrated false positives are: few groups that make most of them are cheap to cover. */
export interface CoverageCurve {
  /** Flagged rows of traffic, and the groups they fall in. */
  readonly rows: number;
  readonly groups: number;
  readonly points: readonly CoveragePoint[];
}

export interface CoveragePoint {
  /** Share of the rows, in [0, 1]. */
  readonly share: number;
  /** The fewest groups that hold at least that share. */
  readonly groups: number;
}

/** The curve of groups by their number of rows; the largest groups count first. Errors: HONE_INVALID_INPUT for a share outside [0, 1]. */
export function coverageCurve(groupSizes: readonly number[], shares: readonly number[] = [0.5, 0.8, 0.95]): CoverageCurve {
  const sizes = groupSizes.filter((size) => size > 0).sort((a, b) => b - a);
  const rows = sizes.reduce((sum, size) => sum + size, 0);
  return { rows, groups: sizes.length, points: shares.map((share) => ({ share, groups: groupsFor(share, sizes, rows) })) };
}

function groupsFor(share: number, sizes: readonly number[], rows: number): number {
  checkShare('share', share);
  let covered = 0;
  let groups = 0;
  // 0.95 × 20 is a hair over 19 in doubles.
  while (covered < share * rows - 1e-9) covered += sizes[groups++]!;
  return groups;
}
