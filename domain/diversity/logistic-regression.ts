import type { Features } from './hashed-features.ts';

/** A row to learn from. */
export interface Example {
  readonly features: Features;
  readonly positive: boolean;
}

export interface LogisticOptions {
  /** Length of the weight vector. */
  readonly places: number;
  /** Strength of the L2 penalty, per row: the minimised sum is mean log loss + penalty / 2 · |weights|². */
  readonly penalty: number;
  readonly iterations: number;
}

/**
 * Weights of a logistic regression without intercept (the classes are equally large where it is used), by Nesterov's accelerated
 * gradient with the step that rows of length 1 allow. No randomness: the same rows in the same order give the same weights.
 * Source: Nesterov (2004), "Introductory Lectures on Convex Optimization", scheme 2.2.11 (constant step, strongly convex).
 */
export function fitLogistic(examples: readonly Example[], { places, penalty, iterations }: LogisticOptions): Float64Array {
  const smoothness = 1 / 4 + penalty;
  const root = Math.sqrt(penalty / smoothness);
  const momentum = (1 - root) / (1 + root);
  let [weights, last] = [new Float64Array(places), new Float64Array(places)];
  const ahead = new Float64Array(places);
  for (let iteration = 0; iteration < iterations; iteration++) {
    [weights, last] = [last, weights];
    for (let place = 0; place < places; place++) weights[place] = ahead[place]! * (1 - penalty / smoothness);
    for (const { features, positive } of examples) add(weights, features, ((positive ? 1 : 0) - probability(ahead, features)) / (examples.length * smoothness));
    for (let place = 0; place < places; place++) ahead[place] = weights[place]! + momentum * (weights[place]! - last[place]!);
  }
  return weights;
}

function add(weights: Float64Array, { places, values }: Features, factor: number): void {
  for (let index = 0; index < places.length; index++) weights[places[index]!]! += factor * values[index]!;
}

/** P(positive) of a row. */
export function probability(weights: Float64Array, { places, values }: Features): number {
  let sum = 0;
  for (let index = 0; index < places.length; index++) sum += weights[places[index]!]! * values[index]!;
  return 1 / (1 + Math.exp(-sum));
}
