import type { CheckName, Finding } from './finding.ts';

/** What a verification found of one package and its evidence. */
export interface Verification {
  /** The run that was asked for, or null where a folder was. */
  readonly run: string | null;
  readonly packageId: string;
  readonly evidenceHash: string;
  /** Whether every check that could be made passed. */
  readonly passed: boolean;
  readonly checks: readonly (Finding & { readonly check: CheckName })[];
}
