import type { LlmCost } from '../../planning/llm-cost.ts';
import type { Plan, StrategyPlan } from '../../planning/plan.ts';
import { duration, price, rateBeside, statedRate, thousands } from '../numbers.ts';

/** `2,500 × 8 + 250`, with the covered texts themselves and the malicious rows where there are any. */
export function formula(row: StrategyPlan): string {
  const malicious = row.maliciousAdded > 0 ? `, and ${thousands(row.maliciousAdded)} malicious` : '';
  return `${benignFormula(row)}${malicious}`;
}

export function benignFormula({ covered, sources, hardNegatives, contrastPairs = 0, strategy }: StrategyPlan): string {
  const written = hardNegatives + contrastPairs;
  const themselves = sources > 0 ? ` + ${thousands(sources)} themselves` : '';
  return `${thousands(covered)} × ${thousands(strategy.variationsPerFalsePositive)}${themselves}${written > 0 ? ` + ${thousands(written)}` : ''}`;
}

/** Hone's own range: all generalise, to none does. */
export function range({ projection: { fullGeneralisation, memorisingOnly } }: StrategyPlan, limit: number): string {
  return `${rateBeside(fullGeneralisation, limit)} to ${rateBeside(memorisingOnly, limit)}`;
}

export function assumedRate({ projection: { assumed } }: StrategyPlan): string {
  return assumed === undefined ? '–' : statedRate(assumed);
}

export function fittedRate({ projection: { fitted } }: StrategyPlan, limit: number): string {
  return fitted === undefined ? '–' : `${rateBeside(fitted.rate, limit)} (${rateBeside(fitted.low, limit)} to ${rateBeside(fitted.high, limit)})`;
}

/** Every rate of a strategy that is not measured, each with who says so. */
export function projectedRates(row: StrategyPlan, limit: number): string {
  const { assumed, fitted } = row.projection;
  return [
    `${range(row, limit)} by Hone's range`,
    ...(fitted === undefined ? [] : [`${fittedRate(row, limit)} by pilot trainings`]),
    ...(assumed === undefined ? [] : [`${assumedRate(row)} assumed by its author`]),
  ].join(', ');
}

export function trainingTime({ training: { seconds } }: StrategyPlan): string {
  return seconds === undefined ? 'unknown' : duration(seconds);
}

export function listPrice({ listPrice: amount }: LlmCost, plan: Plan): string {
  return price(amount, currencyOf(plan));
}

export function batchPrice({ batchPrice: amount }: LlmCost, plan: Plan): string {
  return amount === null ? 'no batch price' : price(amount, currencyOf(plan));
}

function currencyOf({ settings: { plan } }: Plan): string {
  const { model, prices } = plan.llm;
  return prices.find((row) => row.model === model)?.currency ?? 'USD';
}
