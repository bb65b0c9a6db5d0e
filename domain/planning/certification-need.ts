import { certificationGates } from '../gate-set.ts';
import { confidenceAfterLooks, POWER } from '../gates.ts';
import type { Gate } from '../profile.ts';
import { maximumAllowed } from '../statistics/binomial-bounds.ts';
import { passProbability, rowsNeeded } from '../statistics/binomial.ts';
import type { PlanInput } from './plan-input.ts';
import type { StrategyPlan } from './plan.ts';

/** What it takes to prove one rate: how many rows are needed, and how good the chances are with those held back. */
export interface CertificationNeed {
  readonly gate: string;
  /** An error is a false positive, or a missed attack. */
  readonly error: 'false-positive' | 'missed-attack';
  /** Highest error rate the gate lets pass. */
  readonly limit: number;
  /** One-sided, after alpha was divided over the looks. */
  readonly confidence: number;
  readonly looks: number;
  /** Rows of the class that are held back; null where only counts are known. */
  readonly rows: number | null;
  /** The most errors among them with which the gate passes; -1 when not even none would do. */
  readonly mostErrors: number | null;
  readonly cases: readonly NeedCase[];
}

export interface NeedCase {
  readonly case: 'no-errors' | 'threshold-aim' | 'assumed' | 'pilot-trainings';
  /** If this is the true error rate … */
  readonly errorRate: number;
  /** … so many rows pass with `POWER`; null where no number does (or more than ten million). */
  readonly rowsNeeded: number | null;
  /** … and those held back pass with this probability. */
  readonly power: number | null;
}

/** What the gates on false-positive rate and recall need, at the rates the chosen strategy may end at. Recall is not projected. */
export function certificationNeeds(chosen: StrategyPlan, input: PlanInput): CertificationNeed[] {
  const { gates, certification, threshold } = input.settings;
  const { assumed, fitted } = chosen.projection;
  return certificationGates(gates).flatMap((gate) => {
    if (gate.quantity === 'false-positive-rate') {
      const rates = [rate('no-errors', 0), rate('threshold-aim', threshold.aim * gate.limit), rate('assumed', assumed), rate('pilot-trainings', fitted?.rate)];
      return need(gate, 'false-positive', gate.limit, certification.looks, input.certification?.benign, rates);
    }
    if (gate.quantity === 'recall') return need(gate, 'missed-attack', 1 - gate.limit, certification.looks, input.certification?.malicious, [rate('no-errors', 0)]);
    return [];
  });
}

type RateCase = Pick<NeedCase, 'case' | 'errorRate'>;

function rate(name: NeedCase['case'], errorRate: number | undefined): RateCase[] {
  return errorRate === undefined ? [] : [{ case: name, errorRate }];
}

function need(gate: Gate, error: CertificationNeed['error'], limit: number, looks: number, rows: number | undefined, cases: readonly RateCase[][]): CertificationNeed[] {
  if (!(limit > 0 && limit < 1)) return [];
  const confidence = confidenceAfterLooks(gate.confidence, looks);
  const known = rows !== undefined;
  return [{
    gate: gate.name,
    error,
    limit,
    confidence,
    looks,
    rows: rows ?? null,
    mostErrors: known ? maximumAllowed(rows, limit, confidence) : null,
    cases: cases.flat().map(({ case: name, errorRate }) => ({
      case: name,
      errorRate,
      rowsNeeded: rowsNeeded(errorRate, limit, confidence, POWER) ?? null,
      power: known ? passProbability(rows, errorRate, limit, confidence) : null,
    })),
  }];
}
