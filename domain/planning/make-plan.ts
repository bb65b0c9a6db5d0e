import { invalidInput } from '../errors.ts';
import { nearest } from '../nearest.ts';
import { withShippedStrategies } from '../strategies.ts';
import { businessImpact } from './business-impact.ts';
import { categoriesOf, totalFound } from './categories.ts';
import { cheapestStrategy } from './cheapest-strategy.ts';
import { certificationNeeds } from './certification-need.ts';
import { composition } from './composition.ts';
import { findingsOf } from './findings.ts';
import { fitPilots } from './pilot-curve.ts';
import type { FittedPilots } from './pilot-curve.ts';
import type { PilotReport } from './pilot-report.ts';
import { LITERATURE } from './literature.ts';
import { tokensPerText } from './llm-cost.ts';
import type { PlanInput } from './plan-input.ts';
import { METHOD_RULE, planMethods } from './plan-methods.ts';
import { planStrategy } from './plan-strategy.ts';
import type { Plan, PlanPilots, StrategyPlan } from './plan.ts';
import { chosenStrategy } from './plan.ts';
import { falsePositiveRateLimit } from './false-positive-rate-limit.ts';
import { reasonsOf } from './reasons.ts';
import { risksOf } from './risks.ts';
import { schedule } from './schedule.ts';
import { originalRows } from './split-sizes.ts';
import { successCriteria } from './success-criteria.ts';

/**
 * The plan of a retraining: every strategy worked out, what is wrong with the chosen one, what it takes and what it is worth.
 * @throws HoneError HONE_INVALID_INPUT on a strategy that does not exist, an empty class, or counts that are not counts.
 */
export function makePlan(input: PlanInput): Plan {
  check(input);
  const { settings, trafficRows } = input;
  const { strategy, impact: assumptions } = settings.plan;
  const originals = originalRows(input);
  const falsePositives = totalFound(categoriesOf(input));
  const falsePositiveRate = falsePositives / trafficRows;
  const limit = falsePositiveRateLimit(settings);
  const fitted = input.pilots && fitPilots(curvePoints(input.pilots));
  const strategies = withShippedStrategies(settings.plan.strategies).map((each) => planStrategy(each, input, fitted));
  const chosen = chosenStrategy({ strategy, strategies });
  const methods = planMethods(input.methods, chosen.variations, chosen.covered);
  const certification = certificationNeeds(chosen, input);
  const impact = businessImpact(assumptions, falsePositiveRate, chosen.projection);
  return {
    schema: 1,
    now: composition(originals.benign, originals.malicious),
    trafficRows,
    falsePositives,
    falsePositiveRate,
    falsePositiveRateLimit: limit,
    strategy,
    reasons: reasonsOf(chosen, strategies, limit),
    strategies,
    methods,
    methodRule: METHOD_RULE,
    tokensPerText: tokensPerText(input),
    findings: findingsOf(input, { strategies, methods, certification, impact }),
    certification,
    criteria: successCriteria(chosen, falsePositiveRate, input),
    schedule: schedule(chosen, methods, input),
    risks: risksOf({ chosen, strategies, methods, certification }, input),
    impact,
    literature: LITERATURE,
    settings,
    ...(input.pilots && { pilots: withConclusions(input.pilots, fitted, strategies, limit) }),
  };
}

function curvePoints({ pilots }: PilotReport): Parameters<typeof fitPilots>[0] {
  return pilots.map(({ covered, variations, atChampionRecall: { falsePositives } }) => ({ covered, variations, count: falsePositives.count, n: falsePositives.n }));
}

function withConclusions(report: PilotReport, fitted: FittedPilots | undefined, strategies: readonly StrategyPlan[], limit: number): PlanPilots {
  const cheapest = cheapestStrategy(strategies, limit);
  return { ...report, ...(fitted && { curve: fitted.curve }), ...(cheapest && { cheapest }) };
}

function check({ trafficRows, falsePositivesByCategory, settings }: PlanInput): void {
  if (!(trafficRows > 0)) throw invalidInput('trafficRows', trafficRows, 'Score at least one row of traffic.');
  const counts = { ...falsePositivesByCategory };
  for (const [category, count] of Object.entries(counts)) {
    if (!Number.isSafeInteger(count) || count < 0) throw invalidInput(`falsePositivesByCategory.${category}`, count, 'Give a whole number of at least 0.');
  }
  const found = Object.values(counts).reduce((sum, count) => sum + count, 0);
  if (found > trafficRows) throw invalidInput('falsePositivesByCategory', found, `Give at most the ${trafficRows} rows of traffic that were scored.`);
  const { strategy, strategies } = settings.plan;
  const names = withShippedStrategies(strategies).map(({ name }) => name);
  if (!names.includes(strategy)) {
    const meant = nearest(strategy, names);
    throw invalidInput('plan.strategy', strategy, `Write one of ${names.join(', ')}${meant === undefined ? '' : ` (did you mean ${meant}?)`}.`);
  }
}
