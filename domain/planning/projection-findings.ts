import { limitPercent, percent, rateBeside, statedRate, thousands } from '../render/numbers.ts';
import { finding } from './finding.ts';
import type { Finding } from './finding.ts';
import type { PlanInput } from './plan-input.ts';
import type { StrategyPlan } from './plan.ts';
import { falsePositiveRateLimit } from './false-positive-rate-limit.ts';

/** Says what is left when only the covered false positives are mended, and how much generalisation must do. */
export function memorisingFindings(plan: StrategyPlan, input: PlanInput): Finding[] {
  const limit = falsePositiveRateLimit(input.settings);
  const { memorisingOnly } = plan.projection;
  if (memorisingOnly <= limit) return [];
  const left = Math.round(memorisingOnly * input.trafficRows);
  // The small term keeps 0.009 × 100,000 at 900.
  const needed = left - Math.floor(limit * input.trafficRows + 1e-9);
  const { coverage } = plan.strategy;
  const subject =
    coverage < 1
      ? `${Number((coverage * 100).toPrecision(6))} % coverage alone (${thousands(plan.covered)} false positives memorised)`
      : `Memorising all ${thousands(plan.covered)} covered false positives, and nothing more,`;
  const sentence = `${subject} leaves ${rateBeside(memorisingOnly, limit)}, over the limit of ${limitPercent(limit)}: at least ${thousands(needed)} of the ${thousands(left)} uncovered (${percent(needed / left)}) must be mended by generalisation.`;
  return [finding('memorising-not-enough', plan, sentence)];
}

/** An author's assumption outside Hone's own range is said to be. */
export function assumptionFindings(plan: StrategyPlan, input: PlanInput): Finding[] {
  const { assumed, fullGeneralisation, memorisingOnly } = plan.projection;
  if (assumed === undefined || (assumed >= fullGeneralisation && assumed <= memorisingOnly)) return [];
  const show = (rate: number): string => rateBeside(rate, falsePositiveRateLimit(input.settings));
  const side = assumed < fullGeneralisation ? 'below full generalisation' : 'above memorising the covered ones alone';
  const end = assumed < fullGeneralisation ? fullGeneralisation : memorisingOnly;
  return [finding('assumption-outside-range', plan, `The assumed ${statedRate(assumed)} lies ${side} (${show(end)}): check the assumption.`)];
}
