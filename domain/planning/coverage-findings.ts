import { percent, thousands } from '../render/numbers.ts';
import { finding } from './finding.ts';
import type { Finding } from './finding.ts';
import type { PlanInput } from './plan-input.ts';
import type { StrategyPlan } from './plan.ts';

/** Whether the coverage can be had, and whether it would follow another number of false positives. */
export function coverageFindings(plan: StrategyPlan, input: PlanInput): Finding[] {
  const found = foundOf(plan);
  return [
    ...(plan.covered < plan.asked ? [finding('coverage-short', plan, short(plan, found))] : []),
    ...(input.availableByCategory === undefined && found > 0 ? [finding('held-back', plan, heldBack(plan, input))] : []),
    ...(plan.strategy.coverage >= 1 && found > 0 ? [finding('coverage-count', plan, count(plan, found))] : []),
  ];
}

/** A strategy that, planned on counts, covers more than a run will have. */
export function overpromised(plan: StrategyPlan, input: PlanInput): Finding[] {
  const promised = input.availableByCategory === undefined && plan.covered > expectedInTrain(plan, input);
  return promised ? [finding('held-back', plan, heldBack(plan, input))] : [];
}

function short(plan: StrategyPlan, found: number): string {
  return `The strategy asks for ${thousands(plan.asked)} false positives, but only ${thousands(plan.covered)} of the ${thousands(found)} found may be trained on; mine more traffic, or lower the coverage.`;
}

/** Counts do not say which groups are held back, so a plan on counts can promise more than a run can give. */
function heldBack(plan: StrategyPlan, input: PlanInput): string {
  const expected = expectedInTrain(plan, input);
  const enough = plan.covered <= expected ? `the ${thousands(plan.covered)} covered here are fewer` : `${thousands(plan.covered - expected)} fewer than the ${thousands(plan.covered)} covered here`;
  return `On counts alone, all found are taken to be at hand, but a run trains only on those of train groups (${percent(input.settings.cuts.train, 0)}), about ${thousands(expected)} of the ${thousands(foundOf(plan))} found: ${enough}.`;
}

function expectedInTrain(plan: StrategyPlan, { settings: { cuts } }: PlanInput): number {
  return Math.round(foundOf(plan) * cuts.train);
}

function foundOf({ allocation }: StrategyPlan): number {
  return allocation.reduce((sum, part) => sum + part.found, 0);
}

function count(plan: StrategyPlan, found: number): string {
  const { coverage } = plan.strategy;
  return `The coverage is a count: ${thousands(coverage)} are ${percent(coverage / found)} of the ${thousands(found)} found now, and will be another share of what the next mining finds; a fraction would follow it.`;
}
