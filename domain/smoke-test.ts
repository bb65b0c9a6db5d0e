import type { SmokePrompt } from './smoke-prompts.ts';

/** `smoke.json`: what a package scored when it was made. Whoever runs it elsewhere scores the texts again and compares. */
export interface SmokeTest {
  readonly schema: 1;
  /** Other processors may differ by this much: int8 sums are exact, the float operations around them are not. */
  readonly tolerance: number;
  readonly pairs: readonly (SmokePrompt & { readonly score: number })[];
}

export interface SmokeResult {
  readonly passed: boolean;
  /** Largest |score − expected|. */
  readonly largestDifference: number;
  /** Pairs outside the tolerance, by their place in `pairs`, from 0. */
  readonly failed: readonly number[];
}

/** The default `tolerance` of a package. */
export const SMOKE_TOLERANCE = 0.02;

/** Compares the scores of the pairs' texts, in order, with those expected. A score that is no number fails. */
export function compareSmoke({ pairs }: SmokeTest, scores: ArrayLike<number>, tolerance: number): SmokeResult {
  const differences = pairs.map(({ score }, index) => Math.abs(scores[index]! - score));
  const failed = differences.flatMap((difference, index) => (difference <= tolerance ? [] : [index]));
  return { passed: failed.length === 0, largestDifference: Math.max(...differences), failed };
}
