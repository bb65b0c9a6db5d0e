import type { Label } from './row.ts';

/**
 * The sets of a run, in the order they are read: a near-duplicate group is named after its first row. `trainingHardNegatives` are
 * hand-written to be learned from, `hardNegatives` to measure on; `falsePositives` are those a request brings, mined elsewhere;
 * `reported` those that people and gateways sent in.
 */
export const SET_NAMES = ['training', 'traffic', 'attacks', 'hardNegatives', 'trainingHardNegatives', 'falsePositives', 'reported'] as const;
export type SetName = (typeof SET_NAMES)[number];

/** Sets that models are measured on, and never trained on. */
export const EVALUATION_SETS: readonly SetName[] = ['traffic', 'attacks', 'hardNegatives'];

/** Sets that are learned from, and that no evaluation row may resemble. What people report has a rule of its own. */
export const LEARNED_SETS: readonly SetName[] = ['training', 'trainingHardNegatives', 'falsePositives'];

/** What a set's rows are by definition; `training` has both. */
export const EXPECTED_LABEL: Readonly<Partial<Record<SetName, Label>>> = {
  traffic: 'benign',
  attacks: 'malicious',
  hardNegatives: 'benign',
  trainingHardNegatives: 'benign',
  falsePositives: 'benign',
  reported: 'benign',
};
