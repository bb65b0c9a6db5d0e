import { differenceEvidence } from './difference-evidence.ts';
import { gatesOnSets, takesSlice } from './gate-set.ts';
import { confidenceAfterLooks, judgeGate, notMeasured, worse } from './gates.ts';
import type { EvidenceUnit, GateEvidence, GateResult } from './gates.ts';
import type { MeasuredAuc, MeasuredSlice, Measurements } from './measurements.ts';
import type { Gate, GateQuantity } from './profile.ts';
import type { PairedCounts } from './statistics/paired-difference.ts';

/**
 * Judges the gates on sets beside the certification rows, over rows and over groups; the worse verdict counts. A slice such as
 * `family:*` gives a result for each slice of that kind, named after it. Looks divide no confidence here: these sets have no ledger,
 * every run scores them, and what a run learned from them may have shaped the next one. So such gates tell what got worse; proof is for
 * the certification rows. What was not measured is not enough evidence, and says how to get it. Errors: HONE_INVALID_INPUT.
 */
export function judgeMeasured(gates: readonly Gate[], measurements: Measurements): GateResult[] {
  return gatesOnSets(gates).flatMap((gate) => (isAuc(gate.quantity) ? judgeAuc(gate, measurements.aucs) : judgeSlices(gate, measurements.slices)));
}

const isAuc = (quantity: GateQuantity): boolean => quantity === 'roc-auc' || quantity === 'roc-auc-difference';

function judgeAuc(gate: Gate, aucs: readonly MeasuredAuc[]): GateResult[] {
  const auc = aucs.find(({ set }) => set === gate.set);
  if (!auc) return [notMeasured(gate, howToMeasure(gate))];
  const n = auc.benign + auc.malicious;
  if (gate.quantity === 'roc-auc') return [judgeGate(gate, { kind: 'value', value: auc.challenger, n }, 1)];
  const { estimate, low, high } = auc.difference;
  // A bootstrap's interval may leave its own estimate out: then the estimate is the bound.
  const bounds = { lowerBound: Math.min(low, estimate), upperBound: Math.max(high, estimate) };
  return [judgeGate(gate, { kind: 'difference', estimate, ...bounds, n, confidence: ONE_SIDED }, 1)];
}

/** Each end of a two-sided 95 % interval. */
const ONE_SIDED = 0.975;

function judgeSlices(gate: Gate, slices: readonly MeasuredSlice[]): GateResult[] {
  const label = gate.quantity === 'recall' || gate.quantity === 'recall-difference' ? 'malicious' : 'benign';
  const ofSet = slices.filter((each) => each.set === gate.set && each.label === label && total(each.rows) > 0);
  const asked = ofSet.filter(({ slice }) => takesSlice(gate, slice));
  if (asked.length === 0) return [notMeasured(gate, ofSet.length === 0 ? howToMeasure(gate) : `of this set only ${known(ofSet)} was measured`)];
  return asked.map(({ slice, rows, groups }) => {
    const named = gate.slice?.includes('*') ? { ...gate, name: `${gate.name} (${slice})`, slice } : gate;
    return worse(judgeGate(named, evidenceOf(named, rows, 'rows'), 1), judgeGate(named, evidenceOf(named, groups, 'groups'), 1));
  });
}

function evidenceOf(gate: Gate, counts: PairedCounts, unit: EvidenceUnit): GateEvidence {
  if (gate.quantity.endsWith('-difference')) return differenceEvidence(counts, confidenceAfterLooks(gate.confidence, 1), unit);
  return { kind: 'rate', count: counts.both + counts.onlyChallenger, n: total(counts), unit };
}

function total({ both, onlyChampion, onlyChallenger, neither }: PairedCounts): number {
  return both + onlyChampion + onlyChallenger + neither;
}

const SHOWN_SLICES = 8;

function known(slices: readonly MeasuredSlice[]): string {
  const names = slices.map(({ slice }) => slice);
  return `${names.slice(0, SHOWN_SLICES).join(', ')}${names.length > SHOWN_SLICES ? ', …' : ''}`;
}

function howToMeasure({ set = '' }: Gate): string {
  switch (set) {
    case 'hard-negatives':
      return 'give the profile sets.hardNegatives';
    case 'unseen':
      return "name sources to hold out in the profile's unseen, with rows of at least two groups of each label, and let the stage probe run";
    case 'later':
      return 'give the profile unseen.after, and let the stage probe run';
    case 'tuning':
      return 'let the stage probe run';
    case 'adversarial':
    case 'adversarial-benign':
      return 'give the profile stress, and let the stage stress run';
    default:
      return `give the profile sets.extra.${set}, and let the stage probe run`;
  }
}
