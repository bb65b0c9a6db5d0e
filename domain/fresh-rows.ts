import { certificationGates } from './gate-set.ts';
import { confidenceAfterLooks, POWER } from './gates.ts';
import type { GateForecast } from './look-forecast.ts';
import type { Gate } from './profile.ts';
import { thousands } from './render/numbers.ts';
import { rowsNeeded, rowsNeededAtLeast } from './statistics/binomial.ts';

/**
 * How many fresh certification rows would do, in words: by the forecast of a look, or, without one, the fewest that pass when none is wrong.
 * Errors: HONE_INVALID_INPUT.
 */
export function freshRows(gates: readonly Gate[], looks: number, forecast: readonly GateForecast[]): string {
  const rates = certificationGates(gates).filter(({ effect, quantity }) => effect === 'blocks' && (quantity === 'false-positive-rate' || quantity === 'recall'));
  return rates.map((gate) => needOf(gate, looks, forecast.find((each) => each.gate === gate.name))).join('; ');
}

function needOf(gate: Gate, looks: number, forecast: GateForecast | undefined): string {
  const what = gate.quantity === 'recall' ? 'attacks' : 'benign prompts';
  if (forecast) {
    const units = [forecast.rows.needed, forecast.groups.needed];
    if (units.includes(null)) return `no number of ${what} at the tuning slice's rate`;
    return `${thousands(Math.max(...units.map(Number)))} groups of ${what} at the tuning slice's rate, at 80 % power`;
  }
  const confidence = confidenceAfterLooks(gate.confidence, looks);
  const least = gate.direction === 'at-most' ? rowsNeeded(0, gate.limit, confidence, POWER) : rowsNeededAtLeast(1, gate.limit, confidence, POWER);
  return least === undefined ? `no number of ${what}` : `at least ${thousands(least)} groups of ${what}, if none is wrong`;
}
