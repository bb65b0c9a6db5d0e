import type { Lexicon } from '../domain/ports/lexicon.ts';
import type { Rng } from '../domain/rng.ts';

/**
 * One way to make variations of a text. Pure: the same source, count and random source give the same answer.
 * Always from the original. May return fewer than `count`; never two alike, never the source itself.
 */
export type AugmentationMethod = (source: AugmentationSource, count: number, rng: Rng, context: MethodContext) => Variation[];

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
