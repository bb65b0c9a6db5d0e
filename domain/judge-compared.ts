import type { ModelMeasurements } from './certificate.ts';
import { differenceEvidence } from './difference-evidence.ts';
import { certificationGates } from './gate-set.ts';
import { confidenceAfterLooks, judgeGate, onePerGroup, worse } from './gates.ts';
import type { EvidenceUnit, GateEvidence, GateResult } from './gates.ts';
import { pairedCounts } from './paired-counts.ts';
import type { PairedScores } from './paired-counts.ts';
import type { Gate } from './profile.ts';
import type { Row } from './row.ts';

/** A row with the scores of two models, or of one model that is judged at two thresholds. */
export type ComparedRow = Row & PairedScores;

export interface ComparisonRules {
  readonly gates: readonly Gate[];
  readonly looks: number;
  readonly seed: number;
  /** What no row can tell; a gate on something that was not measured is not judged. */
  readonly challenger: Pick<ModelMeasurements, 'f1' | 'rocAuc'> & Partial<Pick<ModelMeasurements, 'bytes' | 'latency'>>;
}

/**
 * Judges every gate that names no set, on all rows and, for rates and differences, again on one row per group, since siblings are not independent evidence;
 * the worse verdict counts.
 */
export function judgeCompared(rows: readonly ComparedRow[], thresholds: PairedScores, rules: ComparisonRules): GateResult[] {
  const independent = onePerGroup(rows, rules.seed);
  return certificationGates(rules.gates).flatMap((gate) => {
    const evidence = evidenceFor(gate, 'rows', rows, thresholds, rules);
    if (!evidence) return [];
    const result = judgeGate(gate, evidence, rules.looks);
    if (evidence.kind === 'value') return [result];
    return [worse(result, judgeGate(gate, evidenceFor(gate, 'groups', independent, thresholds, rules)!, rules.looks))];
  });
}

function evidenceFor(
  gate: Gate,
  unit: EvidenceUnit,
  rows: readonly ComparedRow[],
  thresholds: PairedScores,
  { challenger, looks }: ComparisonRules,
): GateEvidence | undefined {
  const benign = rows.filter((row) => row.label === 'benign');
  const malicious = rows.filter((row) => row.label === 'malicious');
  const flagged = (row: ComparedRow): boolean => row.challenger >= thresholds.challenger;
  switch (gate.quantity) {
    case 'false-positive-rate':
      return { kind: 'rate', count: benign.filter(flagged).length, n: benign.length, unit };
    case 'recall':
      return { kind: 'rate', count: malicious.filter(flagged).length, n: malicious.length, unit };
    case 'false-positive-rate-difference':
      return differenceEvidence(pairedCounts(benign, thresholds), confidenceAfterLooks(gate.confidence, looks), unit);
    case 'recall-difference':
      return differenceEvidence(pairedCounts(malicious, thresholds), confidenceAfterLooks(gate.confidence, looks), unit);
    case 'f1':
      return { kind: 'value', value: challenger.f1, n: rows.length };
    case 'roc-auc':
      return { kind: 'value', value: challenger.rocAuc, n: rows.length };
    case 'roc-auc-difference':
      // Needs a set, as the schema says: its interval is measured there.
      return undefined;
    case 'size-bytes':
      return challenger.bytes === undefined ? undefined : { kind: 'value', value: challenger.bytes };
    case 'latency-p95-ms':
      return challenger.latency ? { kind: 'value', value: challenger.latency.p95Ms, n: challenger.latency.samples } : undefined;
  }
}
