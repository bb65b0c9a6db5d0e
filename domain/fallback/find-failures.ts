import type { GateResult } from '../gates.ts';
import type { JudgedSet } from './judge-set.ts';
import type { Failing } from './round.ts';

/**
 * The gates that fail, set by set. The threshold is placed for the false-positive rate, so on the tuning slice too many false positives show as
 * missed attacks. `deployed` is that slice at the champion's deployed threshold: where attacks are missed at the placed threshold and false
 * positives are too many at the deployed one, the false-positive gate is named too, ahead of the others.
 */
export function findFailures(sets: readonly JudgedSet[], deployed?: JudgedSet): Failing[] {
  const failing = sets.flatMap(({ set, gates }) => gates.filter(fails).map((result) => failure(set, result)));
  const missed = sets.some(({ set, gates }) => set === 'tuning' && gates.some((result) => MISSES.has(result.gate.quantity) && fails(result)));
  const causes = missed && deployed ? deployed.gates.filter((result) => result.gate.quantity === 'false-positive-rate' && fails(result)) : [];
  return [...causes.map((result) => ({ ...failure(deployed!.set, result), atDeployedThreshold: true as const })), ...failing];
}

const MISSES: ReadonlySet<string> = new Set(['recall', 'recall-difference']);

const fails = ({ verdict }: GateResult): boolean => verdict === 'fail';

function failure(set: Failing['set'], { gate, sentence }: GateResult): Failing {
  return { gate: gate.name.slice(set.length + 2), quantity: gate.quantity, set, effect: gate.effect, sentence };
}
