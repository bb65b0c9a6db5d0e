import { differenceEvidence } from '../difference-evidence.ts';
import { AT_CHAMPION_RATE, isToldByRounds } from '../gate-set.ts';
import { confidenceAfterLooks, judgeGate } from '../gates.ts';
import type { GateEvidence, GateResult } from '../gates.ts';
import { pairedCounts } from '../paired-counts.ts';
import type { FallbackSet, Gate } from '../profile.ts';
import type { Row } from '../row.ts';
import { rocAuc } from '../statistics/ranking.ts';
import type { SetFigures, Share } from './round.ts';

/** A row with the challenger's score and, where it is known, the champion's. */
export interface JudgedRow extends Pick<Row, 'label'> {
  readonly challenger: number;
  readonly champion?: number;
}

/** Where each model decides: the champion as it is deployed. */
export interface JudgedThresholds {
  readonly challenger: number;
  readonly champion?: number;
  /** Where the challenger flags as many benign tuning prompts as the champion does as deployed. */
  readonly atChampionRate?: number;
}

export interface JudgedSet {
  readonly set: FallbackSet;
  readonly figures: SetFigures;
  /** Each gate's name has the set before it. */
  readonly gates: readonly GateResult[];
}

/**
 * Judges the gates that rows of one set can tell: false-positive rate, recall, recall beside the champion's deployed decisions, and on the tuning
 * slice ROC-AUC. Looks divide nothing here: these rows may be looked at as often as one likes. Errors: HONE_INVALID_INPUT.
 */
export function judgeSet(set: FallbackSet, rows: readonly JudgedRow[], thresholds: JudgedThresholds, gates: readonly Gate[]): JudgedSet {
  const figures = figuresOf(set, rows, thresholds.challenger);
  const results = gates.filter((gate) => isJudgedOn(set, gate)).flatMap((gate) => {
    const evidence = evidenceFor(gate, rows, thresholds, figures);
    return evidence ? [judgeGate({ ...gate, name: `${set}: ${gate.name}` }, evidence, 1)] : [];
  });
  return { set, figures, gates: results };
}

/** A gate with a set of its own is judged on that one; any other on the tuning slice and test, and wherever else a rule asks for it. */
function isJudgedOn(set: FallbackSet, gate: Gate): boolean {
  return (gate.set === undefined || gate.set === set) && isToldByRounds(gate);
}

const NOTHING: Share = { count: 0, n: 0 };

function evidenceFor(gate: Gate, rows: readonly JudgedRow[], thresholds: JudgedThresholds, { set, falsePositives, recall, rocAuc: auc }: SetFigures): GateEvidence | undefined {
  // Of tuning and test both labels are expected: a missing one is missing evidence.
  const none = set === 'tuning' || set === 'test' ? NOTHING : null;
  const rate = (share: Share | null): GateEvidence | undefined => (share ? { kind: 'rate', ...share } : undefined);
  if (gate.quantity === 'false-positive-rate') return rate(falsePositives ?? none);
  if (gate.quantity === 'recall') return rate(recall ?? none);
  if (gate.quantity === 'recall-difference') return differenceFrom(gate, 'malicious', rows, thresholds);
  if (gate.quantity === 'false-positive-rate-difference') return differenceFrom(gate, 'benign', rows, thresholds);
  return gate.quantity === 'roc-auc' && set === 'tuning' && auc !== null ? { kind: 'value', value: auc, n: rows.length } : undefined;
}

/** Nothing where the champion's scores are not known. */
function differenceFrom(gate: Gate, label: Row['label'], rows: readonly JudgedRow[], { champion: deployed, ...at }: JudgedThresholds): GateEvidence | undefined {
  const challenger = gate.slice === AT_CHAMPION_RATE ? at.atChampionRate : at.challenger;
  const asked = rows.filter((row) => row.label === label);
  const paired = asked.flatMap((row) => (row.champion === undefined ? [] : [{ challenger: row.challenger, champion: row.champion }]));
  if (deployed === undefined || challenger === undefined || paired.length === 0 || paired.length < asked.length) return undefined;
  return differenceEvidence(pairedCounts(paired, { challenger, champion: deployed }), confidenceAfterLooks(gate.confidence, 1), 'rows');
}

function figuresOf(set: FallbackSet, rows: readonly JudgedRow[], threshold: number): SetFigures {
  const of = (label: Row['label']): number[] => rows.filter((row) => row.label === label).map(({ challenger }) => challenger);
  const [benign, malicious] = [of('benign'), of('malicious')];
  const flagged = (scores: readonly number[]): Share | null => (scores.length > 0 ? { count: scores.filter((score) => score >= threshold).length, n: scores.length } : null);
  return { set, falsePositives: flagged(benign), recall: flagged(malicious), rocAuc: benign.length > 0 && malicious.length > 0 ? rocAuc(benign, malicious) : null };
}
