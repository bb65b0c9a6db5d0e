import type { StrategyPlan } from './plan.ts';

/** Something a person should know before approving the plan, as one sentence with its number. */
export interface Finding {
  readonly code: FindingCode;
  readonly strategy: string;
  readonly sentence: string;
}

export const FINDING_CODES = [
  'class-balance',
  'coverage-short',
  'coverage-count',
  'held-back',
  'memorising-not-enough',
  'assumption-outside-range',
  'malicious-weight',
  'method-unavailable',
  'quota-unmakeable',
  'one-class-generators',
  'many-variations',
  'hard-negatives-short',
  'contrast-pairs-short',
  'certification',
  'threshold-aim',
  'impact-assumption',
] as const;

export type FindingCode = (typeof FINDING_CODES)[number];

export function finding(code: FindingCode, plan: StrategyPlan, sentence: string): Finding {
  return { code, strategy: plan.strategy.name, sentence };
}
