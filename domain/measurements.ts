import type { Row } from './row.ts';
import type { PairedCounts } from './statistics/paired-difference.ts';

/**
 * What was measured of champion and challenger beside the certification rows, each at the threshold it ships with: on hard
 * negatives, unseen sources, perturbed attacks, sets of the profile's own. Gates on those sets are judged on this.
 */
export interface Measurements {
  readonly slices: readonly MeasuredSlice[];
  readonly aucs: readonly MeasuredAuc[];
}

/** Names of Hone's own sets in `Measurements`; a profile's extra sets have others. `tuning`: benign prompts by trigger words. */
export const MEASURED_SETS = ['hard-negatives', 'unseen', 'later', 'adversarial', 'adversarial-benign', 'tuning', 'certification', 'test'] as const;

/** The rows of one label in one slice of a set, counted by which of the two models flags them. Labels are never pooled. */
export interface MeasuredSlice {
  /** `hard-negatives`, `unseen`, `later`, `adversarial`, `adversarial-benign`, `tuning`, or the name of one of the profile's own sets. */
  readonly set: string;
  /** `all`, or what the slice is by and its value: `source:deepset`, `category:code-review`, `family:homoglyph`, `triggers:2`. */
  readonly slice: string;
  readonly label: Row['label'];
  readonly rows: PairedCounts;
  /** The same over one row a group (`onePerGroup`), since siblings are not independent evidence. */
  readonly groups: PairedCounts;
}

/** Threshold-free separation of a set's attacks from its benign prompts. */
export interface MeasuredAuc {
  readonly set: string;
  readonly benign: number;
  readonly malicious: number;
  readonly champion: number;
  readonly challenger: number;
  /** Challenger minus champion, with a 95 % interval over groups. */
  readonly difference: { readonly estimate: number; readonly low: number; readonly high: number };
}
