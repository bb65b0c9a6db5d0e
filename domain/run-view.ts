import type { RunStatus, RunVerdict } from './names.ts';
import type { StageName } from './stages.ts';
import type { OpenGate, Waiver, WaiverText } from './waiver.ts';

/** A run as people see it: answered by the `status` query, shown by every surface. Times are ISO 8601. */
export interface RunView {
  readonly run: string;
  readonly profile: string;
  readonly status: RunStatus;
  readonly verdict: RunVerdict | null;
  readonly stages: readonly StageView[];
  readonly parked: readonly ParkedView[];
  /** Set while a promotion waits for a person. */
  readonly approval: ApprovalView | null;
  /** Store key of the last report, once there is one. */
  readonly report: string | null;
  /** Set once the run's model was promoted although its gates had not passed. */
  readonly waiver?: Waiver;
  /** What was tried, where the profile has fallback rules. */
  readonly rounds?: RoundsView;
  /** Events that were told to all receivers, and events that were not; absent where there were none. */
  readonly webhooks?: { readonly delivered: number; readonly failed: number };
}

/** The rounds of a run: each round trains anew, or merges weights, after what the rounds before it showed. */
export interface RoundsView {
  readonly tried: readonly RoundView[];
  /** Why there is no further round, once that is so. */
  readonly ended: string | null;
  /** Rules that were not taken. */
  readonly left: readonly string[];
}

export interface RoundView {
  readonly round: number;
  /** The rule it took; null for the first. */
  readonly rule: string | null;
  /** Why the rule should help. */
  readonly reason: string;
  /** The evidence that the rule was taken on. */
  readonly why: string;
  /** What came of it; empty while it is under way. */
  readonly result: string;
  /** Whether it is the one that goes on to `convert`. */
  readonly chosen: boolean;
}

export interface StageView {
  readonly stage: StageName;
  /** From the second round on. */
  readonly round?: number;
  readonly state: StageState;
  /** Why it is a hit, or why it had to be made. */
  readonly reason: string;
  /** The number that matters. */
  readonly headline: string;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly unitsDone: number;
  readonly unitsTotal: number;
  readonly key: string;
}

export type StageState = 'busy' | 'running' | 'parked' | 'hit' | 'made' | 'skipped';

/**
 * Something that happened in a run. Numbered from 1 in the order it happened, the same on every replay, so that a reader who
 * knows the last number misses nothing.
 */
export interface RunEvent {
  readonly number: number;
  readonly at: string;
  readonly type: 'status' | 'stage' | 'round' | 'parked' | 'resolved' | 'approval' | 'verdict' | 'report' | 'webhook';
  readonly stage: StageName | null;
  /** Of the stage, from the second round on. */
  readonly round?: number;
  /** The new state: of the run, of the stage, the round, the parkId, the verdict, the report's key, or how a webhook went. */
  readonly state: string;
  /** For people: the number that matters, or why. */
  readonly text: string;
}

/** A stage that ran out of retries and waits for an operator. */
export interface ParkedView {
  readonly parkId: string;
  readonly stage: StageName;
  /** From the second round on. */
  readonly round?: number;
  readonly code: string;
  readonly message: string;
  readonly skippable: boolean;
  /** Parameters that `overrides` may change, as they are. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

export interface ApprovalView {
  readonly packageId: string;
  readonly evidenceHash: string;
  readonly verdict: string;
  /** What has not passed: then approving takes a waiver. Absent where every blocking gate passed. */
  readonly openGates?: readonly OpenGate[];
}

/** Answer to a parked stage. `overrides` is a merge patch over the stage's parameters. */
export interface StageResolution {
  readonly parkId: string;
  readonly action: 'retry' | 'skip' | 'abort';
  readonly overrides?: object;
  readonly by?: string;
}

export interface ApprovalDecision {
  readonly evidenceHash: string;
  readonly by: string;
  readonly why: string;
  /** To approve, where the gates have not passed. */
  readonly waiver?: WaiverText;
}

/** How a run ended. `report` is a store key. */
export interface RunOutcome {
  readonly verdict: RunVerdict;
  readonly packageId: string | null;
  readonly report: string;
  /** Where there was not enough evidence: the rows that the blocking gates lack, in words. */
  readonly toCollect?: readonly string[];
}
