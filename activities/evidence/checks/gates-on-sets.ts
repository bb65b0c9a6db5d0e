import { differences } from '../../../domain/evidence/differences.ts';
import type { Evidence } from '../../../domain/evidence/evidence.ts';
import { gatesOnSets } from '../../../domain/gate-set.ts';
import { judgeGate } from '../../../domain/gates.ts';
import type { GateResult } from '../../../domain/gates.ts';
import { judgeMeasured } from '../../../domain/judge-measured.ts';
import type { Measurements } from '../../../domain/measurements.ts';
import type { Gate } from '../../../domain/profile.ts';

export interface Stated {
  readonly gates: readonly GateResult[];
  /** Whether `certify` itself scored hard negatives: it keeps no counts of them. */
  readonly hardNegatives: boolean;
}

/**
 * The gates on other sets, judged again on what `probe` and `stress` measured. As stated are only those on hard negatives that `certify`
 * scored itself: their counts or bounds, and of the verdict what follows from them.
 */
export function gatesOnSetsAgain(gates: readonly Gate[], measured: Evidence['measurements'], stated: Stated): GateResult[] {
  const all = Object.values(measured);
  const measurements: Measurements = { slices: all.flatMap(({ slices }) => slices), aucs: all.flatMap(({ aucs }) => aucs) };
  const isUnkept = stated.hardNegatives && !measurements.slices.some(({ set }) => set === HARD_NEGATIVES);
  const others = isUnkept ? { ...measurements, slices: [...measurements.slices, ALL_HARD_NEGATIVES] } : measurements;
  return gatesOnSets(gates).flatMap((gate) => (isUnkept && isOnAllHardNegatives(gate) ? (asStated(gate, stated.gates) ?? judgeMeasured([gate], measurements)) : judgeMeasured([gate], others)));
}

export const HARD_NEGATIVES = 'hard-negatives';

/** That there was such a slice, and no other of its set, is all that a gate on another one is told. */
const SOME = { both: 0, onlyChampion: 0, onlyChallenger: 0, neither: 1 };
const ALL_HARD_NEGATIVES = { set: HARD_NEGATIVES, slice: 'all', label: 'benign', rows: SOME, groups: SOME } as const;

function isOnAllHardNegatives({ set, slice = 'all', quantity }: Gate): boolean {
  return set === HARD_NEGATIVES && slice === 'all' && quantity.startsWith('false-positive-rate');
}

function asStated(gate: Gate, stated: readonly GateResult[]): GateResult[] | undefined {
  const result = stated.find((each) => differences(each.gate, gate).length === 0);
  if (!result) return undefined;
  const { count, n, unit, estimate, lowerBound, upperBound } = result;
  if (n === null) return undefined;
  if (gate.quantity === 'false-positive-rate') return count === null ? undefined : [judgeGate(gate, { kind: 'rate', count, n, unit }, 1)];
  return estimate === null || lowerBound === null || upperBound === null ? undefined : [judgeGate(gate, { kind: 'difference', estimate, lowerBound, upperBound, n, unit }, 1)];
}
