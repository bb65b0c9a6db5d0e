import type { Lexicon } from '../domain/ports/lexicon.ts';
import type { Rng } from '../domain/rng.ts';

/**
 * One way to make variations of a text. Pure: the same source, count and random source give the same answer.
 * Always from the original. May return fewer than `count`; never two alike, never the source itself.
 */
export type AugmentationMethod = (source: AugmentationSource, count: number, rng: Rng, context: MethodContext) => Variation[];

/**
 * A method that asks a provider, for many sources at once so that it can batch and keep several calls under way. Answers in the
 * order of what was asked. A source it cannot vary has no variations and says why: nothing is thrown for a single text.
 * @throws HoneError HONE_PROVIDER_UNAVAILABLE, HONE_PROVIDER_REFUSED, HONE_BUDGET_USED_UP
 */
export type ProviderMethod<Provider> = (asked: readonly Asked[], provider: Provider, options: ProviderOptions) => Promise<readonly ProviderAnswer[]>;

export interface Asked {
  readonly source: AugmentationSource;
  readonly count: number;
}

export interface ProviderOptions {
  readonly seed: number;
  readonly signal: AbortSignal;
  /** Sources answered so far. */
  readonly onProgress: (done: number) => void;
}

export interface ProviderAnswer {
  readonly variations: readonly Variation[];
  /** Variations that did not come, by reason: `refusal`, `truncated`, `lost-mask`, … */
  readonly failed: Readonly<Record<string, number>>;
}

export interface AugmentationSource {
  readonly id: string;
  readonly text: string;
}

/** `detail` says how it was made: rule ids, replaced words or perturbation names, joined by `+` or `, `. */
export interface Variation {
  readonly text: string;
  readonly detail: string;
}

/** What methods are given beside the source. */
export interface MethodContext {
  readonly lexicon: Lexicon;
  /** Share of what a perturbation could change that it does change, in [0, 1]. Default 0.3. */
  readonly perturbationSeverity?: number;
}
