import type { Measurements } from '../measurements.ts';
import type { Normaliser } from '../normaliser.ts';
import type { MeasuredShare } from '../statistics/measured-share.ts';
import type { Effect } from '../statistics/paired-effect.ts';
import type { NamedOutcome } from './adaptive-attack.ts';
import type { PairedDifference } from '../statistics/paired-difference.ts';
import type { TwinChange } from './twin-change.ts';

/**
 * What becomes of both models' decisions when attacks are disguised and honest prompts written otherwise, each model at the threshold it
 * ships with: the artifact `stress`. As `Measurements` it has the sets `adversarial` (attacks; slices `family:<name>@<severity>`, and
 * `family:<name>` for the middle severity) and `adversarial-benign` (slices `change:<name>`).
 */
export interface StressReport extends Measurements {
  readonly schema: 1;
  readonly chosen: ChosenRows;
  /** Ascending; `middle` is the one that `family:<name>` and the table of the normaliser stand for. */
  readonly severities: readonly number[];
  readonly middle: number;
  /** By family, then severity. */
  readonly families: readonly FamilyChange[];
  /** All families that leave the attack where models read it, together, by severity. */
  readonly overall: readonly OverallChange[];
  readonly benign: readonly BenignChange[];
  readonly normaliser: NormaliserEffect | null;
  readonly adaptive: AdaptiveReport;
}

/** One row of each group. */
export interface ChosenRows {
  readonly attacks: number;
  /** How many of the attacks are of sources that no training saw. */
  readonly unseenAttacks: number;
  readonly benign: number;
}

/** A change of one model's flags, with its p-value adjusted by Holm over all changes of its table and both models. */
export interface AdjustedChange extends TwinChange {
  readonly adjustedP: number;
}

export interface BenignChange {
  readonly change: string;
  readonly n: number;
  readonly champion: AdjustedChange;
  readonly challenger: AdjustedChange;
}

export interface FamilyChange extends BenignChange {
  readonly severity: number;
  /** Attacks by the kind they were disguised with. */
  readonly kinds: Readonly<Record<string, number>>;
}

/** Changes of recall, as fractions, with their 95 % intervals, in which all disguises of one attack count as one draw. */
export interface OverallChange {
  readonly severity: number;
  readonly rows: number;
  readonly attacks: number;
  readonly recall: Readonly<Record<'champion' | 'challenger', number>>;
  /** Disguised minus clean. */
  readonly champion: Effect;
  readonly challenger: Effect;
  /** Challenger minus champion, on the disguised rows. */
  readonly between: Effect;
}

/** The challenger as it ships, and with its normaliser taken off, at the middle severity. */
export interface NormaliserEffect {
  readonly normaliser: Normaliser;
  /** `clean` first, then the families. */
  readonly slices: readonly {
    readonly slice: string;
    readonly n: number;
    readonly shipped: MeasuredShare;
    readonly without: MeasuredShare;
    /** As it ships minus without. */
    readonly difference: PairedDifference;
    readonly p: number;
  }[];
}

export interface AdaptiveReport {
  /** Most texts that may be scored for one attack. */
  readonly queries: number;
  readonly champion: AdaptiveResult;
  readonly challenger: AdaptiveResult;
}

export interface AdaptiveResult {
  readonly attacks: number;
  readonly caught: MeasuredShare;
  /** Still caught when the search is over, of all attacks. */
  readonly stillCaught: MeasuredShare;
  /** Of those that were caught, how many got past, and the share of words that this took, on the average; null where none did. */
  readonly gotPast: number;
  readonly replacedShare: number | null;
  /** Texts scored, over all attacks. */
  readonly queries: number;
  /** Caught, with no word to replace. */
  readonly withoutSubstitutes: number;
  readonly outcomes: readonly NamedOutcome[];
}
