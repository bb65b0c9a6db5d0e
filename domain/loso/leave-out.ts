import { invalidInput } from '../errors.ts';
import type { Rotation } from '../profile.ts';
import type { Row } from '../row.ts';

/** The sets of a run that a rotation is made of. */
export interface RotatedSets {
  readonly training: readonly Row[];
  /** The mining pool. */
  readonly pool: readonly Row[];
  readonly tuning: readonly Row[];
  readonly contrastPairs?: readonly Row[];
}

export interface LeftOut {
  /** Rows of other sources, and of no group that has a row of a source that is left out. */
  readonly training: readonly Row[];
  readonly pool: readonly Row[];
  /** The tuning slice without the sources that are left out. */
  readonly tuning: readonly Row[];
  /** Benign rows of the pool and attacks of training and tuning slice that are of those sources: no model of the rotation saw their like. */
  readonly unseen: readonly Row[];
  readonly contrastPairs: readonly Row[];
}

/** Takes the sources of a rotation out of everything that its models learn from or are tuned on. Certification rows are in none of the sets. */
export function leaveOut({ training, pool, tuning, contrastPairs = [] }: RotatedSets, rotation: Pick<Rotation, 'benign' | 'malicious'>): LeftOut {
  const sources = new Set([...rotation.benign, ...rotation.malicious]);
  const leftOut = (row: Row): boolean => sources.has(row.source);
  const asked = ({ label, source }: Row): boolean => rotation[label].includes(source);
  const touched = new Set([...training, ...pool, ...tuning].filter(leftOut).map((row) => row.groupId));
  const kept = (row: Row): boolean => !leftOut(row) && !touched.has(row.groupId);
  return {
    training: training.filter(kept),
    pool: pool.filter(kept),
    tuning: tuning.filter(kept),
    contrastPairs: contrastPairs.filter(kept),
    unseen: [...pool.filter(({ label }) => label === 'benign'), ...[...training, ...tuning].filter(({ label }) => label === 'malicious')].filter(asked),
  };
}

/** Before anything is trained. Errors: HONE_INVALID_INPUT where too little is left to learn from, to place thresholds by or to measure on. */
export function refuseTooFew(left: LeftOut, rotation: Pick<Rotation, 'benign' | 'malicious'>): void {
  for (const label of ['benign', 'malicious'] as const) refuseTooFewOf(label, rotation[label], left);
}

function refuseTooFewOf(label: Row['label'], sources: readonly string[], { training, tuning, unseen }: LeftOut): void {
  const groups = (rows: readonly Row[]): number => new Set(rows.filter((row) => row.label === label).map(({ groupId }) => groupId)).size;
  const refuse = (remedy: string): never => {
    throw invalidInput(`loso.rotations: ${label}`, sources, remedy);
  };
  if (groups(unseen) < 2) refuse('Leave out sources with rows of at least two groups: fewer leave no interval.');
  if (groups(training) === 0) refuse(`No ${label} row is left to learn from: leave out less.`);
  if (groups(tuning) === 0) refuse(`No ${label} row is left in the tuning slice to place a threshold by: leave out less.`);
}
