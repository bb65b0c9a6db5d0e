import type { ArtifactRef } from './artifact-ref.ts';

/** The stages of a run, in the order they happen. `bootstrap-*` make the first champion when there is none. */
export const STAGES = [
  'ingest',
  'bootstrap-assemble',
  'bootstrap-train',
  'bootstrap-convert',
  'bootstrap-package',
  'mine',
  'plan',
  'generate',
  'assemble',
  'train',
  'validate',
  'convert',
  'probe',
  'certify',
  'package',
  'promote',
] as const;

/**
 * Stages that only some runs have: the label audit after `ingest`, the pilots, the ablation and the rotation over sources after `mine`, the cross-validation beside `train` and
 * what follows, the trial by disguise before `certify`, and in place of `train` the merge of a round that trains nothing.
 */
export const OPTIONAL_STAGES = ['audit', 'pilot', 'ablation', 'loso', 'cross-validate', 'stress', 'merge'] as const;

export const ALL_STAGES = [...STAGES, ...OPTIONAL_STAGES] as const;

export type StageName = (typeof ALL_STAGES)[number];

/** A stage's whole identity: two requests with equal content have equal keys, and share one result. */
export interface StageRequest<Parameters extends object = object, Inputs extends StageInputs = StageInputs> {
  readonly stage: StageName;
  readonly parameters: Parameters;
  readonly inputs: Inputs;
}

export type StageInputs = Readonly<Record<string, ArtifactRef>>;

/** What the workflow keeps of a finished stage. `summary` is small (the whole outcome stays under 32 KiB). */
export interface StageOutcome<Output extends string = string, Summary extends object = object> {
  readonly key: string;
  readonly outputs: Readonly<Record<Output, ArtifactRef>>;
  readonly summary: Summary;
  readonly headline: string;
}

/** Permission to make a stage. A higher `token` fences off every holder before it. */
export interface Lease {
  readonly key: string;
  readonly owner: string;
  readonly token: number;
  /** Results made by other runs are not reused: the stage was named in `refresh`. */
  readonly refresh: boolean;
}

/** What an activity of a stage is given: the stage's identity and the permission to make it. */
export interface StageJob<Parameters extends object = object, Inputs extends StageInputs = StageInputs> {
  readonly request: StageRequest<Parameters, Inputs>;
  readonly lease: Lease;
  /** Measured evidence to carry along. Not part of the key, because measuring again gives other bytes. */
  readonly attachments?: Readonly<Record<string, ArtifactRef>>;
}

/** One piece of a fan-out, or one step on another queue: rows `[from, to)` of a table. Has a key of its own. */
export interface RowRange {
  readonly from: number;
  readonly to: number;
}

/** The answer of `openStage`, always with its reason: why a hit is trusted, or which input changed. */
export type OpenedStage =
  | { readonly state: 'hit'; readonly outcome: StageOutcome; readonly reason: string }
  | { readonly state: 'miss'; readonly lease: Lease; readonly reason: string }
  | { readonly state: 'busy'; readonly holder: string; readonly retryAfterMs: number; readonly reason: string };
