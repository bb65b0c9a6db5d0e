import { cosine } from '../nearest-attacks.ts';

/** The vectors of one source and of what was made of it, all of length 1. */
export interface Siblings {
  readonly source: Float32Array;
  readonly variations: readonly Float32Array[];
}

export interface VectorSimilarity {
  readonly sources: number;
  readonly variations: number;
  /** Mean cosine of a variation to its source; null where there is none. Low: the meaning may have changed. */
  readonly toSource: number | null;
  readonly pairs: number;
  /** Mean cosine of two variations of one source; null where no source has two. High: they say the same in the same way. */
  readonly betweenVariations: number | null;
}

/**
 * How alike the variations of a source are to it and to each other. Every variation counts once, and every pair once.
 * Source: the pairwise similarity of Tevet and Berant (2021), "Evaluating the Evaluation of Diversity in Natural Language
 * Generation", EACL, 326–346, over sentence embeddings.
 */
export function vectorSimilarity(families: readonly Siblings[]): VectorSimilarity {
  const withAny = families.filter(({ variations }) => variations.length > 0);
  const toSource = withAny.flatMap(({ source, variations }) => variations.map((variation) => cosine(source, variation)));
  const between = withAny.flatMap(({ variations }) => variations.flatMap((one, index) => variations.slice(index + 1).map((other) => cosine(one, other))));
  return { sources: withAny.length, variations: toSource.length, toSource: mean(toSource), pairs: between.length, betweenVariations: mean(between) };
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
