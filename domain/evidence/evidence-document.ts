import type { RunVerdict } from '../names.ts';
import type { Waiver } from '../waiver.ts';
import type { Evidence } from './evidence.ts';

/** Evidence with what came of it: what `hone report --evidence` prints. */
export interface EvidenceDocument {
  /** SHA-256 of `evidence.json`; approvals name it. */
  readonly evidenceHash: string;
  readonly evidence: Evidence;
  readonly release: ReleaseRecord;
}

export interface ReleaseRecord {
  /** The run that the document was asked for; `evidence.run` may be an earlier one, whose result it took. */
  readonly run: string;
  readonly verdict: RunVerdict | null;
  readonly waitsForApproval: boolean;
  /** Every time an alias was pointed to this package, oldest first. */
  readonly moves: readonly ReleaseMove[];
}

export interface ReleaseMove {
  readonly alias: string;
  readonly at: string;
  readonly by: string;
  readonly reason: string;
  readonly evidenceHash: string | null;
  readonly waiver?: Waiver;
}
