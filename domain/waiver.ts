import type { GateVerdict } from './gates.ts';

/** A blocking gate that did not pass, in the certificate's own words. */
export interface OpenGate {
  readonly gate: string;
  readonly verdict: Exclude<GateVerdict, 'pass'>;
  readonly sentence: string;
}

/**
 * Why a model went into service although its gates had not passed, and who answers for that. Its version, the history and the
 * package as registered (`waiver.json`) keep it for ever. `at` is ISO 8601.
 */
export interface Waiver {
  readonly by: string;
  readonly why: string;
  readonly at: string;
  readonly run: string;
  readonly packageId: string;
  readonly evidenceHash: string;
  readonly verdict: Exclude<GateVerdict, 'pass'>;
  readonly gates: readonly OpenGate[];
}

/** What a person writes; the run knows the rest. */
export type WaiverText = Pick<Waiver, 'by' | 'why'>;
