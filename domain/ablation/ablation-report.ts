import { countFlagged, recallAtFalsePositiveRate } from '../statistics/ranking.ts';
import { pairedEffect } from '../statistics/paired-effect.ts';
import type { Effect } from '../statistics/paired-effect.ts';
import { measuredShare } from '../statistics/measured-share.ts';
import type { MeasuredShare } from '../statistics/measured-share.ts';
import { thresholdCatching } from '../planning/pilot-report.ts';
import { armName, CONTROL } from './arms.ts';
import type { Arm } from './arms.ts';

/** What each arm reached, all on the same rows of the tuning slice and the same false positives that no arm was trained on. */
export interface AblationReport {
  readonly champion: { readonly threshold: number; readonly falsePositives: MeasuredShare; readonly recall: MeasuredShare };
  /** The false-positive rate at which recall is told. */
  readonly limit: number;
  readonly seeds: number;
  readonly covered: number;
  readonly rows: number;
  readonly arms: readonly MeasuredArm[];
  /** Methods of the mix that had no provider, and why. */
  readonly unavailable: readonly { readonly method: string; readonly reason: string }[];
}

export interface MeasuredArm extends Arm {
  readonly name: string;
  /** Rows each seed was trained on, variations among them. */
  readonly trained: readonly { readonly rows: number; readonly variations: number }[];
  /** Means over the seeds: where as many attacks are caught as by the champion, and where `limit` of benign rows are flagged. */
  readonly falsePositiveRate: number;
  readonly recall: number;
  /** Of the held-out false positives, those still flagged at the champion's recall; null where none are held out. */
  readonly heldOutFlagged: number | null;
  /** Against `CONTROL`, seed by seed; null for the control itself. */
  readonly effect: { readonly falsePositiveRate: Effect; readonly recall: Effect; readonly heldOutFlagged: Effect | null } | null;
}

/** Scores of one model on the evaluation rows by label, and on the held-out false positives. */
export interface ArmScores {
  readonly benign: readonly number[];
  readonly attacks: readonly number[];
  readonly heldOut: readonly number[];
}

export interface TrainedArm {
  readonly arm: Arm;
  readonly trained: MeasuredArm['trained'];
  /** One for each seed, in the order of the seeds. */
  readonly scores: readonly ArmScores[];
}

/** Groups of the same rows, in the same order. */
export type ArmGroups = Readonly<Record<keyof ArmScores, readonly string[]>>;

export interface AblationInput extends Pick<AblationReport, 'limit' | 'covered' | 'rows' | 'unavailable'> {
  readonly champion: Omit<ArmScores, 'heldOut'> & { readonly threshold: number };
  readonly groups: ArmGroups;
  readonly arms: readonly TrainedArm[];
}

/** Measures every arm, and its effect beside the control's. */
export function ablationReport({ champion, groups, arms, limit, ...rest }: AblationInput): AblationReport {
  const caught = countFlagged(champion.threshold, champion.attacks);
  const decided = arms.map(({ scores }) => scores.map((each) => decide(each, caught, limit, champion.threshold)));
  const control = decided[arms.findIndex(({ arm }) => arm.kind === CONTROL.kind && arm.variations === CONTROL.variations)]!;
  return {
    ...rest,
    limit,
    seeds: control.length,
    champion: { threshold: champion.threshold, falsePositives: flagged(champion.threshold, champion.benign), recall: measuredShare(caught, champion.attacks.length) },
    arms: arms.map(({ arm, trained }, index) => ({ ...arm, name: armName(arm), trained, ...measure(decided[index]!, control, groups) })),
  };
}

/** Decisions of one model: benign rows and held-out false positives at the champion's recall, attacks at the limit. */
type Decided = Readonly<Record<keyof ArmScores, readonly boolean[]>>;

function decide({ benign, attacks, heldOut }: ArmScores, caught: number, limit: number, deployed: number): Decided {
  const atRecall = thresholdCatching(caught, attacks) ?? deployed;
  const atLimit = recallAtFalsePositiveRate(benign, attacks, limit).threshold;
  const at = (threshold: number, scores: readonly number[]): boolean[] => scores.map((score) => score >= threshold);
  return { benign: at(atRecall, benign), attacks: at(atLimit, attacks), heldOut: at(atRecall, heldOut) };
}

function measure(seeds: readonly Decided[], control: readonly Decided[], groups: ArmGroups): Pick<MeasuredArm, 'falsePositiveRate' | 'recall' | 'heldOutFlagged' | 'effect'> {
  const share = (part: keyof ArmScores): number => average(seeds.map((decided) => decided[part].filter(Boolean).length / decided[part].length));
  const effect = (part: keyof ArmScores): Effect => pairedEffect(seeds.map((decided, seed) => ({ treated: decided[part], control: control[seed]![part] })), groups[part]);
  const anyHeldOut = groups.heldOut.length > 0;
  return {
    falsePositiveRate: share('benign'),
    recall: share('attacks'),
    heldOutFlagged: anyHeldOut ? share('heldOut') : null,
    effect: seeds === control ? null : { falsePositiveRate: effect('benign'), recall: effect('attacks'), heldOutFlagged: anyHeldOut ? effect('heldOut') : null },
  };
}

function flagged(threshold: number, scores: readonly number[]): MeasuredShare {
  return measuredShare(countFlagged(threshold, scores), scores.length);
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
