import type { AUGMENTATION_SAMPLES } from './augmentation-samples.ts';
import type { BatchAccounts } from './batch-accounts.ts';
import type { Fingerprint } from './diversity/generator-fingerprint.ts';
import type { TextDiversity } from './diversity/text-diversity.ts';
import type { VectorSimilarity } from './diversity/vector-similarity.ts';
import type { Spent } from './providers.ts';
import type { Label } from './row.ts';
import type { MeasuredShare } from './statistics/measured-share.ts';

/** What `generate` made, method by method: the stage's output `accounting`. */
export interface AugmentationAccount extends VariationCounts {
  readonly schema: 1;
  /** By method; `framing` is what was put around texts that no method could rewrite. */
  readonly methods: Readonly<Record<string, AccountedMethod>>;
  /** The same measures of the sampled sources themselves, to read the methods' by. */
  readonly originals: Pick<AccountedMethod, 'fooled' | 'diversity'>;
  /** Methods of the profile that no provider was there for, with the variations that others made in their place. */
  readonly unavailable: readonly { readonly method: string; readonly count: number; readonly reason: string }[];
  /** ISO 4217 code of all money here; null where no price is known. */
  readonly currency: string | null;
  /** What became of batch mode, where the profile asks for it. */
  readonly batched?: BatchAccounts;
  /** Most that was looked at. */
  readonly samples: typeof AUGMENTATION_SAMPLES;
}

export interface VariationCounts {
  readonly benign: number;
  readonly benignSources: number;
  readonly malicious: number;
  readonly maliciousSources: number;
  /** The smallest number of variations that any covered false positive has; 0 where none is covered. */
  readonly fewestPerFalsePositive: number;
  /** Left out because another source had given the same text. */
  readonly sameTextFromOtherSource: number;
}

/** What a method made and what became of it. `made` = `kept` + `dropped`. */
export interface MethodCounts {
  readonly made: number;
  readonly kept: number;
  /** By the filter that dropped them. */
  readonly dropped: Readonly<Record<string, number>>;
  /** Asked for and never made, by reason. */
  readonly failed?: Readonly<Record<string, number>>;
  readonly spent?: Spent;
}

export interface AccountedMethod extends MethodCounts {
  readonly fooled: Fooled;
  readonly diversity: TextDiversity;
  /** Of sentence embeddings; null where nothing was embedded. */
  readonly similarity: VectorSimilarity | null;
  readonly fingerprint: Fingerprint | null;
  /** Money per kept variation; null where nothing was spent or nothing kept. */
  readonly costPerKept: number | null;
}

/** Texts that the champion gets wrong at its threshold: benign ones it flags, malicious ones it lets pass. */
export type Fooled = Readonly<Partial<Record<Label, MeasuredShare>>>;
