import type { FallbackChange, FallbackMerge, FallbackSettings } from '../profile.ts';
import type { RoundsView } from '../run-view.ts';
import { CHOICE } from './choose-round.ts';
import { rulesLeft } from './next-rule.ts';
import type { RoundEvidence } from './round.ts';

/** The artifact `rounds`: what a run tried by itself, on what evidence, what came of it, and which round went on. */
export interface RoundsReport {
  readonly schema: 1;
  readonly budget: { readonly rounds: number; readonly gpuHours: number | null; readonly money: number | null };
  /** Trainings of all rounds, in seconds as the trainer measured them. */
  readonly trainingSeconds: number;
  readonly rounds: readonly TriedRound[];
  /** The rule by which the best round was chosen. */
  readonly choice: string;
  readonly chosen: number;
  /** Why there was no further round. */
  readonly ended: string;
  /** Rules that were not taken. */
  readonly left: readonly string[];
}

export interface TriedRound {
  readonly round: number;
  /** The round that it changed: the best one by then. Null for the first. */
  readonly from: number | null;
  readonly rule: string | null;
  readonly reason: string;
  /** The evidence that the rule was taken on. */
  readonly why: string;
  readonly change: FallbackChange | null;
  readonly merge: FallbackMerge | null;
  /** Null where an operator skipped `validate`. */
  readonly evidence: RoundEvidence | null;
}

/** Puts the report together; `chosen` and `ended` are what the loop came to. */
export function roundsReport(settings: FallbackSettings, rounds: readonly TriedRound[], chosen: number, ended: string): RoundsReport {
  return {
    schema: 1,
    budget: { rounds: settings.rounds, gpuHours: settings.gpuHours ?? null, money: settings.money ?? null },
    trainingSeconds: rounds.reduce((sum, { evidence }) => sum + (evidence?.trainingSeconds ?? 0), 0),
    rounds,
    choice: CHOICE,
    chosen,
    ended,
    left: rulesLeft(settings, takenRules(rounds)),
  };
}

/** The same as people see it while the run goes on; `end` once the loop has ended. */
export function roundsView(settings: FallbackSettings, rounds: readonly TriedRound[], end?: { readonly chosen: number; readonly ended: string }): RoundsView {
  return {
    tried: rounds.map(({ round, rule, reason, why, evidence }) => ({ round, rule, reason, why, result: evidence ? resultOf(evidence) : '', chosen: round === end?.chosen })),
    ended: end?.ended ?? null,
    left: rulesLeft(settings, takenRules(rounds)),
  };
}

export function takenRules(rounds: readonly Pick<TriedRound, 'rule'>[]): ReadonlySet<string> {
  return new Set(rounds.flatMap(({ rule }) => (rule === null ? [] : [rule])));
}

/** One line on how a round came out. */
export function resultOf({ decision, failing }: RoundEvidence): string {
  const fails = failing.filter((each) => !each.atDeployedThreshold).map(({ gate, set, effect }) => `${gate} on ${set}${effect === 'warns' ? ' (warns)' : ''}`);
  return `${decision}: ${fails.length === 0 ? 'no gate fails' : `fails ${fails.join(', ')}`}`;
}
