import type { GateResult } from './gates.ts';
import type { Gate, GateQuantity } from './profile.ts';
import { thousands } from './render/numbers.ts';
import { apartFrom, percent, plain } from './statistics/format.ts';
import type { Format } from './statistics/format.ts';

type Unworded = Omit<GateResult, 'sentence'>;

/** One readable sentence of a judged gate: the figure with its n and interval, the bound that decided, the verdict. */
export function gateSentence(result: Unworded): string {
  const { gate, verdict } = result;
  const reason = result.confidence === null ? comparison(result) : `${measured(result)}; ${deciding(result)}`;
  return `${gate.name}${where(gate)}: ${reason}: ${verdict === 'not-enough-evidence' ? `not enough evidence; ${remedy(result)}` : verdict}.`;
}

/** The sentence of a gate on something that was not measured; `how` says how it can be. */
export function notMeasuredSentence({ name, set, slice }: Gate, how: string): string {
  const what = set === undefined ? '' : ` on ${set}${slice === undefined ? '' : `, ${slice}`}`;
  return `${name}: not measured${what}: not enough evidence; ${how}.`;
}

/** Certification rows go without saying; a slice may be in the name already. */
function where({ name, set, slice = 'all' }: Gate): string {
  if (set === undefined) return '';
  return `, on ${set}${slice === 'all' || name.includes(slice) ? '' : `, ${slice}`}`;
}

const FORMATS: Readonly<Record<GateQuantity, Format>> = {
  'false-positive-rate': percent,
  recall: percent,
  'false-positive-rate-difference': (value, decimals) => `${plain(100 * value, decimals)} points`,
  'recall-difference': (value, decimals) => `${plain(100 * value, decimals)} points`,
  f1: (value, decimals) => plain(value, decimals + 2),
  'roc-auc': (value, decimals) => plain(value, decimals + 2),
  'roc-auc-difference': (value, decimals) => plain(value, decimals + 2),
  'size-bytes': (value, decimals) => `${plain(value / 1e6, decimals)} MB`,
  'latency-p95-ms': (value, decimals) => `${plain(value, decimals)} ms`,
};

function comparison({ gate, estimate, verdict, n, unit }: Unworded): string {
  const format = FORMATS[gate.quantity];
  const side = gate.direction === 'at-most' ? 'at most' : 'at least';
  const on = n === null ? '' : ` on ${thousands(n)} ${unit}`;
  return `${apartFrom(gate.limit, estimate ?? Number.NaN, format)}${on} is ${verdict === 'pass' ? '' : 'not '}${side} the limit of ${apartFrom(estimate ?? Number.NaN, gate.limit, format)}`;
}

function measured({ gate, estimate, count, n, unit, wilson }: Unworded): string {
  const format = FORMATS[gate.quantity];
  if (estimate === null) return `nothing measured (0 ${unit})`;
  const of = count === null ? '' : `${thousands(count)} of `;
  const interval = wilson ? `, 95 % interval ${format(wilson.low, 2)} to ${format(wilson.high, 2)}` : '';
  return `${format(estimate, 2)} (${of}${thousands(n ?? 0)} ${unit}${interval})`;
}

/** Passing is decided by the bound on the side of the limit, failing by the other one. */
function deciding({ gate, verdict, lowerBound, upperBound, confidence }: Unworded): string {
  const format = FORMATS[gate.quantity];
  const atMost = gate.direction === 'at-most';
  const useUpper = atMost === (verdict !== 'fail');
  const bound = useUpper ? upperBound : lowerBound;
  if (bound === null) return `without an upper bound`;
  const stands = `${verdict === 'pass' ? '' : 'not '}${atMost ? 'under' : 'over'}`;
  const figure = apartFrom(gate.limit, bound, format);
  return `the ${useUpper ? 'upper' : 'lower'} bound ${figure} at ${percent(confidence ?? 0, 3)} confidence is ${stands} the limit of ${apartFrom(bound, gate.limit, format)}`;
}

function remedy({ gate, estimate, rowsNeeded, unit }: Unworded): string {
  if (rowsNeeded !== null) {
    const given = estimate === null ? 'without a single error' : 'if this is the true value, at 80 % power';
    return `${thousands(rowsNeeded)} ${unit} would do ${given}`;
  }
  const onGoodSide = estimate !== null && (gate.direction === 'at-most' ? estimate < gate.limit : estimate > gate.limit);
  return onGoodSide ? `so near the limit, more than 10,000,000 ${unit} would be needed` : `no number of ${unit} would do at this value`;
}
