import { invalidInput } from './errors.ts';
import { gateSentence, notMeasuredSentence } from './gate-sentence.ts';
import { hashFraction } from './hash64.ts';
import type { Gate, GateQuantity } from './profile.ts';
import { lowerBound, upperBound, wilsonInterval } from './statistics/binomial-bounds.ts';
import type { Interval } from './statistics/binomial-bounds.ts';
import { rowsNeeded, rowsNeededAtLeast } from './statistics/binomial.ts';
import { checkOpenShare } from './statistics/check.ts';
import { normalQuantile } from './statistics/normal.ts';

/** The chance of passing that rows needed are said for, if the rate observed is the true one. */
export const POWER = 0.8;

export type GateVerdict = 'pass' | 'fail' | 'not-enough-evidence';

/** What was counted: rows, or groups when siblings were thinned to one row a group. */
export type EvidenceUnit = 'rows' | 'groups';

/** `count` of `n`: false positives of benign rows, or attacks caught of attacks. */
export interface RateEvidence {
  readonly kind: 'rate';
  readonly count: number;
  readonly n: number;
  readonly unit?: EvidenceUnit;
}

/** A quantity that is compared as measured: F1, ROC-AUC, bytes, milliseconds. `n` is what it was measured on. */
export interface ValueEvidence {
  readonly kind: 'value';
  readonly value: number;
  readonly n?: number;
  readonly unit?: EvidenceUnit;
}

/** A paired difference with one-sided bounds, both at `confidence`; left out, at `confidenceAfterLooks` of the gate. */
export interface DifferenceEvidence {
  readonly kind: 'difference';
  readonly estimate: number;
  readonly lowerBound: number;
  readonly upperBound?: number;
  readonly n: number;
  readonly unit?: EvidenceUnit;
  readonly confidence?: number;
}

export type GateEvidence = RateEvidence | ValueEvidence | DifferenceEvidence;

/** A judged gate, as JSON: null where a figure does not apply. Rates are fractions. */
export interface GateResult {
  readonly gate: Gate;
  readonly verdict: GateVerdict;
  readonly unit: EvidenceUnit;
  /** Null when nothing was measured (n is 0). */
  readonly estimate: number | null;
  readonly n: number | null;
  readonly count: number | null;
  readonly lowerBound: number | null;
  readonly upperBound: number | null;
  /** One-sided confidence of each bound, after alpha was divided over the looks. */
  readonly confidence: number | null;
  /** Two-sided 95 % interval, for display only. */
  readonly wilson: Interval | null;
  /** Without enough evidence: rows that would do at 80 % power if the observed value is the true one; null when none would. */
  readonly rowsNeeded: number | null;
  readonly sentence: string;
}

type Judged = Omit<GateResult, 'gate' | 'sentence' | 'unit'>;

/**
 * Judges a gate on its evidence. At most: `pass` when the upper bound is under the limit, `fail` when the lower bound is
 * not, else `not-enough-evidence`; at least: mirrored. Values have no bound and pass at the limit itself.
 * Errors: HONE_INVALID_INPUT for looks below 1, impossible counts, or evidence of the wrong kind for the quantity.
 */
export function judgeGate(gate: Gate, evidence: GateEvidence, looks: number): GateResult {
  const expected = EVIDENCE_KIND[gate.quantity];
  if (evidence.kind !== expected) throw invalidInput(`evidence for ${gate.name}`, evidence.kind, `Give evidence of kind '${expected}'.`);
  const judged = judge(gate, evidence, confidenceAfterLooks(gate.confidence, looks));
  const result = { gate, unit: evidence.unit ?? 'rows', ...judged } as const;
  return { ...result, sentence: gateSentence(result) };
}

/** A gate on something that was not measured, in words that say how it can be. Of a rate it asks for what takes the fewest rows: no error. */
export function notMeasured(gate: Gate, how: string): GateResult {
  const nothing = { estimate: null, n: null, count: null, lowerBound: null, upperBound: null, confidence: null, wilson: null } as const;
  const isRate = EVIDENCE_KIND[gate.quantity] === 'rate';
  const needed = isRate ? judgeRate(gate, { kind: 'rate', count: 0, n: 0 }, gate.confidence).rowsNeeded : null;
  return { gate, verdict: 'not-enough-evidence', unit: 'rows', ...nothing, rowsNeeded: needed, sentence: notMeasuredSentence(gate, how) };
}

/** Bonferroni: alpha divided over the declared looks. Errors: HONE_INVALID_INPUT. */
export function confidenceAfterLooks(confidence: number, looks: number): number {
  if (!(confidence > 0.5 && confidence < 1)) throw invalidInput('confidence', confidence, 'Give a fraction over 0.5 and under 1.');
  if (!Number.isSafeInteger(looks) || looks < 1) throw invalidInput('looks', looks, 'Give a whole number >= 1.');
  return 1 - (1 - confidence) / looks;
}

/** The worse of two results of one gate, say over rows and over groups; at equal verdicts the one nearer to failing. */
export function worse(a: GateResult, b: GateResult): GateResult {
  if (a.gate.name !== b.gate.name) throw invalidInput('gate', b.gate.name, `Compare results of one gate (${a.gate.name}).`);
  if (a.verdict !== b.verdict) return SEVERITY[a.verdict] > SEVERITY[b.verdict] ? a : b;
  return standing(a) <= standing(b) ? a : b;
}

/** `pass` iff all blocking gates pass, `fail` if one fails. Without any result nothing was shown: not enough evidence. */
export function overallVerdict(results: readonly GateResult[]): GateVerdict {
  const blocking = results.filter(({ gate }) => gate.effect === 'blocks');
  if (blocking.some(({ verdict }) => verdict === 'fail')) return 'fail';
  return results.length > 0 && blocking.every(({ verdict }) => verdict === 'pass') ? 'pass' : 'not-enough-evidence';
}

/** One row a group, chosen by seed and id whatever the order of the rows; kept in that order. */
export function onePerGroup<T extends { readonly groupId: string; readonly id: string }>(rows: readonly T[], seed: number): T[] {
  const chosen = new Map<string, { readonly row: T; readonly rank: number }>();
  for (const row of rows) {
    const rank = hashFraction(seed, 'one-per-group', row.id);
    const best = chosen.get(row.groupId);
    if (!best || rank < best.rank || (rank === best.rank && row.id < best.row.id)) chosen.set(row.groupId, { row, rank });
  }
  return rows.filter((row) => chosen.get(row.groupId)?.row === row);
}

const EVIDENCE_KIND: Readonly<Record<GateQuantity, GateEvidence['kind']>> = {
  'false-positive-rate': 'rate',
  recall: 'rate',
  'false-positive-rate-difference': 'difference',
  'recall-difference': 'difference',
  'roc-auc-difference': 'difference',
  f1: 'value',
  'roc-auc': 'value',
  'size-bytes': 'value',
  'latency-p95-ms': 'value',
};

const SEVERITY: Readonly<Record<GateVerdict, number>> = { pass: 0, 'not-enough-evidence': 1, fail: 2 };

function judge(gate: Gate, evidence: GateEvidence, confidence: number): Judged {
  switch (evidence.kind) {
    case 'rate':
      return judgeRate(gate, evidence, confidence);
    case 'difference':
      return judgeDifference(gate, evidence, evidence.confidence ?? confidence);
    case 'value':
      return judgeValue(gate, evidence);
  }
}

function judgeRate(gate: Gate, { count, n }: RateEvidence, confidence: number): Judged {
  checkOpenShare(`limit of ${gate.name}`, gate.limit);
  const bounds = { lowerBound: lowerBound(count, n, confidence), upperBound: upperBound(count, n, confidence) };
  const verdict = verdictOf(gate, bounds.lowerBound, bounds.upperBound);
  const needed = gate.direction === 'at-most' ? rowsNeeded : rowsNeededAtLeast;
  // Of no rows at all, the best case is asked for: what it takes without a single error.
  const rate = n > 0 ? count / n : gate.direction === 'at-most' ? 0 : 1;
  return {
    verdict,
    estimate: n > 0 ? count / n : null,
    n,
    count,
    ...bounds,
    confidence,
    wilson: wilsonInterval(count, n),
    rowsNeeded: verdict === 'not-enough-evidence' ? (needed(rate, gate.limit, confidence, POWER) ?? null) : null,
  };
}

function judgeDifference(gate: Gate, evidence: DifferenceEvidence, confidence: number): Judged {
  const { estimate, lowerBound: lower, upperBound: upper = null, n } = evidence;
  if (!(lower <= estimate && estimate <= (upper ?? estimate))) {
    throw invalidInput(`evidence for ${gate.name}`, evidence, 'Give lowerBound <= estimate <= upperBound.');
  }
  const verdict = verdictOf(gate, lower, upper);
  const needed = verdict === 'not-enough-evidence' ? rowsForDifference(gate, evidence, confidence) : null;
  return { verdict, estimate, n, count: null, lowerBound: lower, upperBound: upper, confidence, wilson: null, rowsNeeded: needed };
}

function judgeValue({ name, limit, direction }: Gate, { value, n }: ValueEvidence): Judged {
  if (!Number.isFinite(value)) throw invalidInput(`evidence for ${name}`, value, 'Give a measured, finite number.');
  const verdict = (direction === 'at-most' ? value <= limit : value >= limit) ? 'pass' : 'fail';
  return { verdict, estimate: value, n: n ?? null, count: null, lowerBound: null, upperBound: null, confidence: null, wilson: null, rowsNeeded: null };
}

function verdictOf({ limit, direction }: Gate, lower: number, upper: number | null): GateVerdict {
  if (direction === 'at-most') {
    if (upper !== null && upper < limit) return 'pass';
    return lower >= limit ? 'fail' : 'not-enough-evidence';
  }
  if (lower > limit) return 'pass';
  return upper !== null && upper <= limit ? 'fail' : 'not-enough-evidence';
}

/** The distance from estimate to bound shrinks as 1/sqrt(n): rows at which it leaves room for the power too. About. */
function rowsForDifference(gate: Gate, { estimate, lowerBound: lower, upperBound: upper, n }: DifferenceEvidence, confidence: number): number | null {
  const atLeast = gate.direction === 'at-least';
  const distance = atLeast ? estimate - gate.limit : gate.limit - estimate;
  const spread = atLeast ? estimate - lower : (upper ?? Number.NaN) - estimate;
  const growth = 1 + normalQuantile(POWER) / normalQuantile(confidence);
  const needed = Math.ceil(n * ((spread * growth) / distance) ** 2);
  return distance > 0 && Number.isFinite(needed) ? needed : null;
}

/** How far the deciding figure is on the good side of the limit; lower is worse. */
function standing({ gate, lowerBound: lower, upperBound: upper, estimate }: GateResult): number {
  return gate.direction === 'at-most' ? gate.limit - (upper ?? estimate ?? Infinity) : (lower ?? estimate ?? -Infinity) - gate.limit;
}
