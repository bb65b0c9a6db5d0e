import type { FallbackSet, Gate } from '../profile.ts';

/** What `validate` found of one round: all that rules and the choice between rounds go by. No certification row is in it. */
export interface RoundEvidence {
  /** `stop` when a blocking gate fails on the tuning slice. */
  readonly decision: 'go' | 'stop';
  /** Placed on the tuning slice; every figure is at it. */
  readonly threshold: number;
  readonly failing: readonly Failing[];
  readonly figures: readonly SetFigures[];
  /** Validation loss less training loss of the kept weights, in nats; null where nothing was trained. */
  readonly overFit: number | null;
  /** What its training took; 0 where nothing was trained. */
  readonly trainingSeconds: number;
  /** Categories of the benign tuning prompts that are flagged, most first. */
  readonly failingCategories: readonly string[];
}

/** A gate that fails on a set. */
export interface Failing {
  readonly gate: string;
  readonly quantity: Gate['quantity'];
  readonly set: FallbackSet;
  readonly effect: Gate['effect'];
  readonly sentence: string;
  /**
   * The gate is met where the threshold was placed, at the price of another one, and fails at the champion's deployed threshold: what has to be
   * mended is this gate. Says what to try, and does not count when rounds are compared.
   */
  readonly atDeployedThreshold?: true;
}

/** Counts of one set at the round's threshold; null where it has no rows of a label. */
export interface SetFigures {
  readonly set: FallbackSet;
  readonly falsePositives: Share | null;
  readonly recall: Share | null;
  readonly rocAuc: number | null;
}

export interface Share {
  readonly count: number;
  readonly n: number;
}

/** A round that was judged. */
export interface JudgedRound {
  readonly round: number;
  readonly evidence: RoundEvidence;
}
