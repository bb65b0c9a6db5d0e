import type { EvidenceUnit, GateResult } from './gates.ts';
import type { Gate } from './profile.ts';
import { thousands } from './render/numbers.ts';
import type { Label } from './row.ts';

/** What a gate without enough evidence still lacks. */
export interface RowsToCollect {
  readonly gate: string;
  readonly effect: Gate['effect'];
  /** `certification`, or the set that the gate names. */
  readonly set: string;
  readonly slice: string;
  readonly label: Label | 'both';
  /** What to count: independent prompts are groups of one row each. */
  readonly unit: EvidenceUnit;
  readonly present: number;
  /** For 80 % power if the observed value is the true one; without any row, for what is without an error. Null where no number is known to do. */
  readonly needed: number | null;
  readonly missing: number | null;
  readonly sentence: string;
}

/** The list of rows to collect: one entry for each gate that says `not-enough-evidence`, in their order. */
export function rowsToCollect(results: readonly GateResult[]): RowsToCollect[] {
  return results.filter(({ verdict }) => verdict === 'not-enough-evidence').map(entryOf);
}

function entryOf({ gate, unit, n, rowsNeeded: needed, sentence }: GateResult): RowsToCollect {
  const present = n ?? 0;
  const missing = needed === null ? null : Math.max(0, needed - present);
  const entry = { gate: gate.name, effect: gate.effect, set: gate.set ?? 'certification', slice: gate.slice ?? 'all', label: labelOf(gate), unit, present, needed, missing };
  return { ...entry, sentence: missing === null ? sentence : sentenceOf(entry, missing) };
}

function labelOf({ quantity }: Gate): RowsToCollect['label'] {
  switch (quantity) {
    case 'false-positive-rate':
    case 'false-positive-rate-difference':
      return 'benign';
    case 'recall':
    case 'recall-difference':
      return 'malicious';
    default:
      return 'both';
  }
}

const WHAT: Readonly<Record<RowsToCollect['label'], string>> = { benign: 'benign prompts', malicious: 'attacks', both: 'prompts of both classes' };

function sentenceOf({ gate, set, slice, label, unit, present, needed }: Omit<RowsToCollect, 'sentence'>, missing: number): string {
  const where = set === 'certification' ? 'the certification set' : `${set}${slice === 'all' ? '' : `, ${slice}`}`;
  return `${gate}: ${thousands(missing)} more ${unit} of ${WHAT[label]} for ${where} (${thousands(present)} of ${thousands(needed ?? 0)} are there).`;
}
