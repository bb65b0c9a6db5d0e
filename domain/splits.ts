import { HoneError, invalidInput } from './errors.ts';
import { hashFraction } from './hash64.ts';
import type { CutSettings } from './profile.ts';

export type TrafficCut = 'certification' | 'tuning' | 'mining';
export type AttackCut = 'certification' | 'tuning';
export type TrainingSplit = 'train' | 'validation' | 'test';

/*
 * Each cut has a hash stream of its own: with one stream, the groups in certification would also be the first in train.
 * A group's side depends on its id and the seed alone, so it is the same before and after augmentation.
 */

/** Which part of traffic a group falls in; mining takes the rest. Errors: HONE_INVALID_INPUT for impossible shares. */
export function trafficCut(groupId: string, seed: number, cuts: CutSettings): TrafficCut {
  const { trafficCertification, trafficTuning } = cuts;
  return fall('traffic-cut', groupId, seed, { trafficCertification, trafficTuning }, ['certification', 'tuning', 'mining']);
}

/** Which part of the attacks a group falls in; tuning takes the rest. Errors: HONE_INVALID_INPUT. */
export function attackCut(groupId: string, seed: number, cuts: CutSettings): AttackCut {
  const { attacksCertification } = cuts;
  return fall('attack-cut', groupId, seed, { attacksCertification }, ['certification', 'tuning']);
}

/** Which split a group of training rows or mined false positives falls in; test takes the rest. Errors: HONE_INVALID_INPUT. */
export function trainingSplit(groupId: string, seed: number, cuts: CutSettings): TrainingSplit {
  const { train, validation } = cuts;
  return fall('training-split', groupId, seed, { train, validation }, ['train', 'validation', 'test']);
}

/** Refuses splits that share a group, naming it and both sides. Errors: HONE_LEAK. */
export function assertDisjointGroups(splits: Readonly<Record<string, readonly { readonly groupId: string }[]>>): void {
  const sideOf = new Map<string, string>();
  for (const [side, rows] of Object.entries(splits)) {
    for (const { groupId } of rows) {
      const other = sideOf.get(groupId) ?? side;
      if (other !== side) throw new HoneError('HONE_LEAK', `group ${JSON.stringify(groupId)} is in both ${other} and ${side}: split by group, never by row.`);
      sideOf.set(groupId, side);
    }
  }
}

/** The side on whose share of [0, 1) the group's fraction lies; the last side takes what the shares leave. */
function fall<Side extends string>(stream: string, groupId: string, seed: number, shares: Readonly<Record<string, number>>, sides: readonly [Side, ...Side[]]): Side {
  const fraction = hashFraction(seed, stream, groupId);
  let end = 0;
  let side: Side | undefined;
  for (const [index, [field, share]] of Object.entries(shares).entries()) {
    if (!(share >= 0 && share <= 1)) throw invalidInput(`cuts.${field}`, share, 'Give a fraction in [0, 1].');
    end += share;
    if (side === undefined && fraction < end) side = sides[index];
  }
  // 0.7 + 0.2 + 0.1 is a hair over 1 in doubles.
  if (end > 1 + 1e-9) throw invalidInput('cuts', shares, `These shares add up to ${end}; make them at most 1.`);
  return side ?? sides[sides.length - 1] ?? sides[0];
}
