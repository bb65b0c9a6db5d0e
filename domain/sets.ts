import type { Label } from './row.ts';

/**
 * The sets of a run, in the order they are read: a near-duplicate group is named after its first row. `trainingHardNegatives` are
 * hand-written to be learned from, `hardNegatives` to measure on; `falsePositives` are those a request brings, mined elsewhere;
 * `reported` those that people and gateways sent in; `contrastPairs` are pairs of an honest prompt and an attack, to be learned from.
 */
export const SET_NAMES = ['training', 'traffic', 'attacks', 'hardNegatives', 'trainingHardNegatives', 'falsePositives', 'reported', 'contrastPairs'] as const;
export type SetName = (typeof SET_NAMES)[number];

/**
 * A set of the profile's own to measure on (`sets.extra`), as stages call it. With a hyphen it is never one of the names above.
 * It is read after all others, so that groups keep their names whether there is one or not.
 */
export type ExtraSet = `extra-${string}`;

/** Whatever is read from a file. */
export type InputSet = SetName | ExtraSet;

export function extraSet(name: string): ExtraSet {
  return `extra-${name}`;
}

export function isExtraSet(set: string): set is ExtraSet {
  return set.startsWith('extra-');
}

/** The profile's name of an extra set. */
export function extraName(set: ExtraSet): string {
  return set.slice('extra-'.length);
}

/** What a profile's reader calls a set in errors: `sets.training`, `sets.extra.partners`, `falsePositives`. */
export function fieldOf(set: InputSet): string {
  if (isExtraSet(set)) return `sets.extra.${extraName(set)}`;
  return set === 'falsePositives' ? set : `sets.${set}`;
}

/** Sets that models are measured on, and never trained on. */
export const EVALUATION_SETS: readonly SetName[] = ['traffic', 'attacks', 'hardNegatives'];

/** Sets that are learned from, and that no evaluation row may resemble. What people report has a rule of its own. */
export const LEARNED_SETS: readonly SetName[] = ['training', 'trainingHardNegatives', 'falsePositives', 'contrastPairs'];

/** What a set's rows are by definition; `training`, `contrastPairs` and extra sets have both. */
export const EXPECTED_LABEL: Readonly<Partial<Record<InputSet, Label>>> = {
  traffic: 'benign',
  attacks: 'malicious',
  hardNegatives: 'benign',
  trainingHardNegatives: 'benign',
  falsePositives: 'benign',
  reported: 'benign',
};
