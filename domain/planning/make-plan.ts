import { invalidInput } from '../errors.ts';
import { nearest } from '../nearest.ts';
import { businessImpact } from './business-impact.ts';
import { categoriesOf, totalFound } from './categories.ts';
import { cheapestStrategy } from './cheapest-strategy.ts';
import { composition } from './composition.ts';
import { findingsOf } from './findings.ts';
import { fitPilots } from './pilot-curve.ts';
import type { FittedPilots } from './pilot-curve.ts';
import type { PilotReport } from './pilot-report.ts';
import { planMethods } from './plan-methods.ts';
import { planStrategy } from './plan-strategy.ts';
import type { Plan, PlanInput, PlanPilots, StrategyPlan } from './plan.ts';
import { chosenStrategy } from './plan.ts';

/**
 * The plan of a retraining: every strategy worked out, what is wrong with the chosen one, and what it is worth.
 * @throws HoneError HONE_INVALID_INPUT on a strategy that does not exist, an empty class, or counts that are not counts.
 */
export function makePlan(input: PlanInput): Plan {
  check(input);
  const categories = categoriesOf(input);
  const falsePositives = totalFound(categories);
  const fitted = input.pilots && fitPilots(curvePoints(input.pilots));
  const strategies = input.strategies.map((strategy) => planStrategy(strategy, input, fitted));
  const chosen = chosenStrategy({ strategy: input.strategy, strategies });
  const methods = planMethods(input.methods, chosen.variations, chosen.covered);
  const falsePositiveRate = falsePositives / input.trafficRows;
  return {
    now: composition(input.benign, input.malicious),
    trafficRows: input.trafficRows,
    falsePositives,
    falsePositiveRate,
    falsePositiveRateLimit: input.falsePositiveRateLimit,
    strategy: input.strategy,
    strategies,
    methods,
    findings: findingsOf(input, strategies, methods),
    impact: businessImpact(input.impact, falsePositiveRate, chosen.projection),
    ...(input.pilots && { pilots: withConclusions(input.pilots, fitted, strategies, input.falsePositiveRateLimit) }),
  };
}

function curvePoints({ pilots }: PilotReport): Parameters<typeof fitPilots>[0] {
  return pilots.map(({ covered, variations, atChampionRecall: { falsePositives } }) => ({ covered, variations, count: falsePositives.count, n: falsePositives.n }));
}

function withConclusions(report: PilotReport, fitted: FittedPilots | undefined, strategies: readonly StrategyPlan[], limit: number): PlanPilots {
  const cheapest = cheapestStrategy(strategies, limit);
  return { ...report, ...(fitted && { curve: fitted.curve }), ...(cheapest && { cheapest }) };
}

function check(input: PlanInput): void {
  if (!(input.trafficRows > 0)) throw invalidInput('trafficRows', input.trafficRows, 'Score at least one row of traffic.');
  const counts = { ...input.falsePositivesByCategory };
  for (const [category, count] of Object.entries(counts)) {
    if (!Number.isSafeInteger(count) || count < 0) throw invalidInput(`falsePositivesByCategory.${category}`, count, 'Give a whole number of at least 0.');
  }
  const found = Object.values(counts).reduce((sum, count) => sum + count, 0);
  if (found > input.trafficRows) throw invalidInput('falsePositivesByCategory', found, `Give at most the ${input.trafficRows} rows of traffic that were scored.`);
  const names = input.strategies.map((strategy) => strategy.name);
  if (!names.includes(input.strategy)) {
    const meant = nearest(input.strategy, names);
    throw invalidInput('plan.strategy', input.strategy, `Write one of ${names.join(', ')}${meant === undefined ? '' : ` (did you mean ${meant}?)`}.`);
  }
}
