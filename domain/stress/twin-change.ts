import { countDecisions } from '../paired-counts.ts';
import { mcnemarExact } from '../statistics/mcnemar.ts';
import { measuredShare } from '../statistics/measured-share.ts';
import type { MeasuredShare } from '../statistics/measured-share.ts';
import { recallDifferenceInterval } from '../statistics/paired-difference.ts';
import type { PairedDifference } from '../statistics/paired-difference.ts';

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
  readonly change: PairedDifference;
  /** Exact two-sided McNemar. */
  readonly p: number;
}

/** One model on rows that are independent of each other. Errors: HONE_INVALID_INPUT without rows. */
export function twinChange(twins: readonly Twin[]): TwinChange {
  // The changed twins stand where paired statistics have the challenger.
  const counts = countDecisions(twins.map(({ clean, changed }) => ({ champion: clean, challenger: changed })));
  const n = twins.length;
  return {
    clean: measuredShare(counts.both + counts.onlyChampion, n),
    changed: measuredShare(counts.both + counts.onlyChallenger, n),
    change: recallDifferenceInterval(counts),
    p: mcnemarExact(counts.onlyChampion, counts.onlyChallenger),
  };
}
