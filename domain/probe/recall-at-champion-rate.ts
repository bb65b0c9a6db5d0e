import { onePerGroup } from '../gates.ts';
import type { ComparedRow } from '../judge-compared.ts';
import type { Thresholds } from '../measured-slice.ts';
import { pairedCounts } from '../paired-counts.ts';
import { recallDifferenceInterval } from '../statistics/paired-difference.ts';
import type { PairedCounts, PairedDifference } from '../statistics/paired-difference.ts';
import { countFlagged } from '../statistics/ranking.ts';
import { thresholdFlagging } from '../statistics/threshold-flagging.ts';

/**
 * Unseen recall at the champion's deployed false-positive rate: as deployed, a model that blocks more honest prompts catches more
 * attacks, so both are asked what they catch while they block as many. The interval speaks of the attacks; the thresholds are taken
 * as given.
 */
export interface RecallAtChampionRate {
  /** Benign tuning prompts, and how many of them each model flags at its threshold here. The challenger never flags more. */
  readonly benign: number;
  readonly flagged: Readonly<Record<'champion' | 'challenger', number>>;
  /** The champion's is the one it is deployed with. */
  readonly thresholds: Thresholds;
  readonly rows: PairedRecall;
  /** Over one attack a group. */
  readonly groups: PairedRecall;
}

export interface PairedRecall {
  readonly counts: PairedCounts;
  /** Challenger minus champion, with its two-sided 95 % interval (Tango's). */
  readonly difference: PairedDifference;
}

/** Undefined without unseen attacks or benign tuning prompts. */
export function recallAtChampionRate(tuning: readonly ComparedRow[], unseen: readonly ComparedRow[], deployed: Thresholds, seed: number): RecallAtChampionRate | undefined {
  const benign = tuning.filter((row) => row.label === 'benign');
  const attacks = unseen.filter((row) => row.label === 'malicious');
  if (benign.length === 0 || attacks.length === 0) return undefined;
  const scores = { champion: benign.map((row) => row.champion), challenger: benign.map((row) => row.challenger) };
  const count = countFlagged(deployed.champion, scores.champion);
  const thresholds = { champion: deployed.champion, challenger: thresholdFlagging(scores.challenger, count) };
  return {
    benign: benign.length,
    flagged: { champion: count, challenger: countFlagged(thresholds.challenger, scores.challenger) },
    thresholds,
    rows: pairedRecall(attacks, thresholds),
    groups: pairedRecall(onePerGroup(attacks, seed), thresholds),
  };
}

function pairedRecall(attacks: readonly ComparedRow[], thresholds: Thresholds): PairedRecall {
  const counts = pairedCounts(attacks, thresholds);
  return { counts, difference: recallDifferenceInterval(counts) };
}
