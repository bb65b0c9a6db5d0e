/** What verification checks, in the order it does. Checksums come first: nothing else means anything where bytes changed. */
export const CHECKS = [
  'checksums',
  'stage-chain',
  'package-binding',
  'settings',
  'certification-labels',
  'group-leak',
  'look-ledger',
  'threshold-provenance',
  'certificate-figures',
  'stored-scores',
  'evidence-figures',
] as const;
export type CheckName = (typeof CHECKS)[number];

/** What a check found. The sentence says what was compared, with counts; it names rows by id and quotes no text. */
export interface Finding {
  readonly verdict: 'pass' | 'fail' | 'skipped';
  readonly sentence: string;
}

export const pass = (sentence: string): Finding => ({ verdict: 'pass', sentence });
export const fail = (sentence: string): Finding => ({ verdict: 'fail', sentence });
/** Not a pass: what the check needs was not at hand, and the sentence says what. */
export const skipped = (sentence: string): Finding => ({ verdict: 'skipped', sentence });

const SHOWN = 5;

/** The first few of a list of names: `a, b, c and 17 more`. */
export function someOf(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN).join(', ');
  return names.length > SHOWN ? `${shown} and ${names.length - SHOWN} more` : shown;
}
