import { hashFraction } from './hash64.ts';

/** Which fold of the label audit a group of training rows falls in, from 0. A hash stream of its own, as each cut has. */
export function auditFold(groupId: string, seed: number, folds: number): number {
  return Math.floor(hashFraction(seed, 'audit-fold', groupId) * folds);
}
