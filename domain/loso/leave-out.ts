import type { Rotation } from '../profile.ts';
import type { Row } from '../row.ts';

/** The sets of a run that a rotation is made of. */
export interface RotatedSets {
  readonly training: readonly Row[];
  /** The mining pool. */
  readonly pool: readonly Row[];
  readonly tuning: readonly Row[];
}

export interface LeftOut {
  /** Rows of other sources, and of no group that has a row of a source that is left out. */
  readonly training: readonly Row[];
  readonly pool: readonly Row[];
  /** The tuning slice without the sources that are left out. */
  readonly tuning: readonly Row[];
  /** Benign rows of the pool and attacks of training and tuning slice that are of those sources: no model of the rotation saw their like. */
  readonly unseen: readonly Row[];
}

/** Takes the sources of a rotation out of everything that its models learn from or are tuned on. Certification rows are in none of the sets. */
export function leaveOut({ training, pool, tuning }: RotatedSets, rotation: Pick<Rotation, 'benign' | 'malicious'>): LeftOut {
  const sources = new Set([...rotation.benign, ...rotation.malicious]);
  const leftOut = (row: Row): boolean => sources.has(row.source);
  const asked = ({ label, source }: Row): boolean => rotation[label].includes(source);
  const touched = new Set([...training, ...pool, ...tuning].filter(leftOut).map((row) => row.groupId));
  const kept = (row: Row): boolean => !leftOut(row) && !touched.has(row.groupId);
  return {
    training: training.filter(kept),
    pool: pool.filter(kept),
    tuning: tuning.filter(kept),
    unseen: [...pool.filter(({ label }) => label === 'benign'), ...[...training, ...tuning].filter(({ label }) => label === 'malicious')].filter(asked),
  };
}
