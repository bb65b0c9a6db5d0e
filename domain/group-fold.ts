import { hashFraction } from './hash64.ts';

/** What is cut into folds. A hash stream of its own each, as each cut has: no fold of one is a fold of the other. */
export type FoldStream = 'audit-fold' | 'cross-validation-fold';

/** Which fold a group of training rows falls in, from 0: a function of its id and the seed alone. */
export function groupFold(stream: FoldStream, groupId: string, seed: number, folds: number): number {
  return Math.floor(hashFraction(seed, stream, groupId) * folds);
}
