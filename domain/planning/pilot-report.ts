import { measuredShare } from '../statistics/measured-share.ts';
import type { MeasuredShare } from '../statistics/measured-share.ts';
import { countFlagged } from '../statistics/ranking.ts';
import type { Scores } from '../statistics/ranking.ts';
import type { Pilot } from './pilot-grid.ts';

/** What the pilots measured, all on the same tuning slice and the same false positives that none of them was trained on. */
export interface PilotReport {
  /** The champion as it is deployed: what the pilots are compared with. */
  readonly champion: { readonly threshold: number; readonly falsePositives: MeasuredShare; readonly recall: MeasuredShare };
  readonly replayRows: number;
  readonly pilots: readonly PilotMeasurement[];
}

export interface PilotMeasurement extends Omit<Pilot, 'allocation'> {
  readonly trainedRows: number;
  readonly atDeployedThreshold: Decisions;
  /**
   * At the threshold that catches as many tuning attacks as the champion does. The curve is fitted to this: a retrained model is shipped
   * with a threshold of its own, so its rate at the champion's threshold says how its scores shifted, not how good it is.
   */
  readonly atChampionRecall: Decisions;
}

export interface Decisions {
  readonly threshold: number;
  readonly falsePositives: MeasuredShare;
  readonly recall: MeasuredShare;
  /** Of the false positives that no pilot covers, those still flagged. */
  readonly heldOut: MeasuredShare;
}

/** Scores of one model on the tuning slice, by label, and on the held-out false positives. */
export interface PilotScores {
  readonly benign: Scores;
  readonly attacks: Scores;
  readonly heldOut: Scores;
}

export function measureChampion(threshold: number, { benign, attacks }: Omit<PilotScores, 'heldOut'>): PilotReport['champion'] {
  return { threshold, falsePositives: share(threshold, benign), recall: share(threshold, attacks) };
}

export function measurePilot(pilot: Pilot, trainedRows: number, champion: PilotReport['champion'], scores: PilotScores): PilotMeasurement {
  const { coverage, covered, variations } = pilot;
  const decide = (threshold: number): Decisions => ({
    threshold,
    falsePositives: share(threshold, scores.benign),
    recall: share(threshold, scores.attacks),
    heldOut: share(threshold, scores.heldOut),
  });
  const kept = thresholdCatching(champion.recall.count, scores.attacks) ?? champion.threshold;
  return { coverage, covered, variations, trainedRows, atDeployedThreshold: decide(champion.threshold), atChampionRecall: decide(kept) };
}

/** The highest threshold that flags at least `count` attacks; undefined where there is none to keep, and nothing to compare at. */
export function thresholdCatching(count: number, attacks: Scores): number | undefined {
  return count === 0 ? undefined : Float64Array.from(attacks).sort().at(-count);
}

function share(threshold: number, scores: Scores): MeasuredShare {
  return measuredShare(countFlagged(threshold, scores), scores.length);
}
