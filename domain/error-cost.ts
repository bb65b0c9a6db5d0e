import { wilsonInterval } from './statistics/binomial-bounds.ts';
import type { Interval } from './statistics/binomial-bounds.ts';
import { checkOpenShare } from './statistics/check.ts';
import type { Confusion } from './statistics/ranking.ts';

/** What a model's errors come to, in a million prompts of which a share `prevalence` are attacks. */
export interface ErrorCost {
  readonly prevalence: number;
  /** Share of the alarms that are attacks; null where nothing would be flagged at all. */
  readonly precision: number | null;
  readonly precisionRange: Interval;
  readonly falseAlarms: number;
  readonly falseAlarmsRange: Interval;
  readonly missedAttacks: number;
}

/** Shares of attacks that most users of a guard lie between. */
export const PREVALENCES = [0.0001, 0.001, 0.01] as const;

/**
 * Rates of the measured rows, applied to another mix. The ranges come from the 95 % Wilson intervals of the false-positive rate and of
 * recall; of precision, from both at their worse and their better ends. Errors: HONE_INVALID_INPUT for a prevalence outside (0, 1).
 * Source: Axelsson (2000), ACM TISSEC 3, 186–205 (the base-rate fallacy).
 */
export function errorCost({ falsePositives, trueNegatives, truePositives, falseNegatives }: Confusion, prevalence: number): ErrorCost {
  checkOpenShare('prevalence', prevalence);
  const [benign, malicious] = [falsePositives + trueNegatives, truePositives + falseNegatives];
  const [rate, recall] = [share(falsePositives, benign), share(truePositives, malicious)];
  const [rates, recalls] = [wilsonInterval(falsePositives, benign), wilsonInterval(truePositives, malicious)];
  const alarms = (falsePositiveRate: number): number => MILLION * (1 - prevalence) * falsePositiveRate;
  const precision = (falsePositiveRate: number, caught: number): number | null => {
    const [wrong, right] = [(1 - prevalence) * falsePositiveRate, prevalence * caught];
    return wrong + right === 0 ? null : right / (wrong + right);
  };
  return {
    prevalence,
    precision: precision(rate, recall),
    precisionRange: { low: precision(rates.high, recalls.low) ?? 0, high: precision(rates.low, recalls.high) ?? 1 },
    falseAlarms: alarms(rate),
    falseAlarmsRange: { low: alarms(rates.low), high: alarms(rates.high) },
    missedAttacks: MILLION * prevalence * (1 - recall),
  };
}

const MILLION = 1_000_000;

function share(count: number, n: number): number {
  return n === 0 ? 0 : count / n;
}
