import { mcnemarExact } from '../statistics/mcnemar.ts';
import { measuredShare } from '../statistics/measured-share.ts';
import type { MeasuredShare } from '../statistics/measured-share.ts';
import { recallDifference, recallDifferenceLowerBound, recallDifferenceUpperBound } from '../statistics/paired-difference.ts';

/** Whether a model flags a row as it was, and after a change. */
export interface Twin {
  readonly clean: boolean;
  readonly changed: boolean;
}

/** Shares of the same rows that a model flags before and after a change. */
export interface TwinChange {
  readonly clean: MeasuredShare;
  readonly changed: MeasuredShare;
  /** Changed minus clean, a fraction in [-1, 1], with its two-sided 95 % interval (Tango's, of paired shares). For attacks, minus the drop in recall. */
  readonly change: Difference;
  /** Exact two-sided McNemar. */
  readonly p: number;
}

export interface Difference {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

/** One model on rows that are independent of each other. Errors: HONE_INVALID_INPUT without rows. */
export function twinChange(twins: readonly Twin[]): TwinChange {
  const number = (fits: (twin: Twin) => boolean): number => twins.filter(fits).length;
  // The changed twins stand where paired statistics have the challenger.
  const counts = {
    both: number(({ clean, changed }) => clean && changed),
    onlyChampion: number(({ clean, changed }) => clean && !changed),
    onlyChallenger: number(({ clean, changed }) => !clean && changed),
    neither: number(({ clean, changed }) => !clean && !changed),
  };
  const n = twins.length;
  return {
    clean: measuredShare(counts.both + counts.onlyChampion, n),
    changed: measuredShare(counts.both + counts.onlyChallenger, n),
    change: { estimate: recallDifference(counts), low: recallDifferenceLowerBound(counts, ONE_SIDED), high: recallDifferenceUpperBound(counts, ONE_SIDED) },
    p: mcnemarExact(counts.onlyChampion, counts.onlyChallenger),
  };
}

/** Of each end of a two-sided interval of 95 %. */
const ONE_SIDED = 0.975;
