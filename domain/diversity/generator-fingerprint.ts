import { rng } from '../rng.ts';
import { aucInterval } from '../statistics/auc-interval.ts';
import { rocAuc } from '../statistics/ranking.ts';
import { FEATURE_PLACES, hashedFeatures } from './hashed-features.ts';
import type { Features } from './hashed-features.ts';
import { fitLogistic, probability } from './logistic-regression.ts';

/** A source with one variation of it. Texts of one group are alike, and are never on both sides of a fold. */
export interface Pair {
  readonly group: string;
  readonly original: string;
  readonly variation: string;
}

/** How well variations can be told from originals by their characters: 0.5 not at all, 1 always. */
export interface Fingerprint {
  readonly auc: number;
  readonly low: number;
  readonly high: number;
  /** Texts of each class. */
  readonly pairs: number;
}

/**
 * Area under the ROC curve of a logistic regression over hashed character 3–5-grams that tells variations from originals, from
 * scores of held-out folds, with its 95 % interval; null with fewer than `FEWEST_GROUPS` groups. Where it is high, a model can learn
 * the generator's hand in place of the meaning. One variation a source, so that both classes are equally large in every fold.
 * The interval takes texts as independent and the folds' models as given.
 */
export function generatorFingerprint(pairs: readonly Pair[], seed: number): Fingerprint | null {
  const foldOf = folds(pairs, seed);
  if (!foldOf) return null;
  const prepared = pairs.map(({ group, original, variation }) => ({ fold: foldOf.get(group)!, original: hashedFeatures(original), variation: hashedFeatures(variation) }));
  const scores: { originals: number[]; variations: number[] } = { originals: [], variations: [] };
  for (let fold = 0; fold < FOLDS; fold++) {
    const weights = learn(prepared.filter((pair) => pair.fold !== fold));
    for (const { original, variation } of prepared.filter((pair) => pair.fold === fold)) {
      scores.originals.push(probability(weights, original));
      scores.variations.push(probability(weights, variation));
    }
  }
  const auc = rocAuc(scores.originals, scores.variations);
  return { auc, ...aucInterval(auc, pairs.length, pairs.length), pairs: pairs.length };
}

export const FOLDS = 5;
/** With fewer, a fold's model has seen next to nothing. */
export const FEWEST_GROUPS = 20;
/** As scikit-learn's default `C = 1` is at a thousand rows. */
const PENALTY = 1e-3;
const ITERATIONS = 60;

/** Deals the groups out evenly in a seeded order. */
function folds(pairs: readonly Pair[], seed: number): Map<string, number> | undefined {
  const groups = [...new Set(pairs.map(({ group }) => group))].sort();
  if (groups.length < FEWEST_GROUPS) return undefined;
  return new Map(rng(seed, 'fingerprint').shuffle(groups).map((group, index) => [group, index % FOLDS]));
}

function learn(pairs: readonly { readonly original: Features; readonly variation: Features }[]): Float64Array {
  const examples = pairs.flatMap(({ original, variation }) => [{ features: original, positive: false }, { features: variation, positive: true }]);
  return fitLogistic(examples, { places: FEATURE_PLACES, penalty: PENALTY, iterations: ITERATIONS });
}
