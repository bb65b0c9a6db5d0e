import { hashFraction } from './hash64.ts';

/** What is cut into folds. A hash stream of its own each, as each cut has: no fold of one is a fold of the other. */
export type FoldStream = 'audit-fold' | 'cross-validation-fold';

/** Which fold what is dealt as one (a group of training rows, as a rule) falls in, from 0: a function of its id and the seed alone. */
export function groupFold(stream: FoldStream, id: string, seed: number, folds: number): number {
  return Math.floor(hashFraction(seed, stream, id) * folds);
}
