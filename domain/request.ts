import type { DatasetRef, Profile } from './profile.ts';
import type { StageName } from './stages.ts';

/** What starts a run. All fields are optional: `{}`, and nothing at all, start the sample profile. */
export interface RetrainRequest {
  /** Name of a stored profile. Default `sample`. */
  readonly profile?: string;
  /** RFC 7396 merge patch over the profile, checked by the same schema. */
  readonly overrides?: DeepPartial<Profile>;
  /** Already-mined false positives: `mine` then scores nothing and takes these rows. */
  readonly falsePositives?: DatasetRef;
  /** Workflow id of an earlier run: its stored request is taken, with `overrides` on top. */
  readonly resumeFrom?: string;
  /** Run the pilots of `profile.pilot` (short trainings) before the plan, and end with the plan: the verdict is `planned`. */
  readonly pilot?: boolean;
  /** Run the ablation of `profile.ablation` (short trainings) after mining, and end with its table: the verdict is `ablated`. */
  readonly ablation?: boolean;
  /** Leave sources out in turn (`profile.loso`, trainings) after mining, and end with what models are worth on those: the verdict is `rotated`. */
  readonly loso?: boolean;
  /** Stages that are made again even where a verified result exists. */
  readonly refresh?: readonly StageName[];
  readonly reason?: string;
  readonly requestedBy?: string;
}

export type DeepPartial<T> = T extends readonly unknown[] ? T : T extends object ? { readonly [K in keyof T]?: DeepPartial<T[K]> } : T;
