import { largestRemainder } from '../allocation.ts';
import type { Strategy } from '../profile.ts';
import { askedCoverage } from './asked-coverage.ts';
import { categoriesOf, totalFound } from './categories.ts';
import { composition } from './composition.ts';
import { llmCost } from './llm-cost.ts';
import type { FittedPilots } from './pilot-curve.ts';
import type { PlanInput } from './plan-input.ts';
import type { CategoryAllocation, Projection, StrategyPlan, TrainingCost } from './plan.ts';
import { originalRows, originalSplits } from './split-sizes.ts';

/** What one strategy would do to the training set, what it would cost, and the range of rates it may end at; with pilots, what their curve says. */
export function planStrategy(strategy: Strategy, input: PlanInput, pilots?: FittedPilots): StrategyPlan {
  const found = totalFound(categoriesOf(input));
  const asked = askedCoverage(strategy.coverage, found);
  const allocation = allocate(strategy, asked, input);
  const covered = allocation.reduce((sum, part) => sum + part.covered, 0);
  const variations = covered * strategy.variationsPerFalsePositive;
  const sources = input.settings.assemble.includeSources ? covered : 0;
  const hardNegatives = Math.min(strategy.hardNegatives, input.hardNegativesAvailable ?? Infinity);
  const contrastPairs = Math.min(strategy.contrastPairs ?? 0, input.contrastPairsAvailable ?? Infinity);
  const benignAdded = variations + sources + hardNegatives + contrastPairs;
  const maliciousAdded = strategy.maliciousAugmentations + contrastPairs;
  const originals = originalRows(input);
  const splits = originalSplits(input);
  const train = splits.train + benignAdded + maliciousAdded;
  const fitted = pilots?.at({ covered, variations: strategy.variationsPerFalsePositive });
  return {
    strategy,
    asked,
    covered,
    variations,
    sources,
    hardNegatives,
    ...(strategy.contrastPairs && { contrastPairs }),
    benignAdded,
    maliciousAdded,
    rowsAdded: benignAdded + maliciousAdded,
    after: composition(originals.benign + benignAdded, originals.malicious + maliciousAdded),
    splits: { ...splits, train },
    allocation,
    training: trainingCost(train, input),
    llm: llmCost(input, variations, covered),
    projection: { ...project(strategy, allocation, input.trafficRows), ...(fitted && { fitted }) },
  };
}

/** Divides the coverage over the categories in proportion to what was found, within what is available. */
function allocate(strategy: Strategy, asked: number, input: PlanInput): CategoryAllocation[] {
  const categories = categoriesOf(input);
  if (totalFound(categories) === 0) return categories.map((category) => ({ ...category, covered: 0, variations: 0 }));
  const weights = categories.map((category) => category.found);
  const caps = categories.map((category) => category.available);
  const parts = largestRemainder(weights, asked, caps);
  return categories.map((category, index) => {
    const covered = parts[index] ?? 0;
    return { ...category, covered, variations: covered * strategy.variationsPerFalsePositive };
  });
}

/** Steps if no epoch is stopped early; a last, smaller batch is a step. */
function trainingCost(rows: number, { rowsPerSecond: speed, settings }: PlanInput): TrainingCost {
  const { epochs, batchSize } = settings.train;
  const steps = Math.ceil(rows / batchSize) * epochs;
  return speed === undefined || speed <= 0 ? { rows, steps } : { rows, steps, seconds: (rows * epochs) / speed };
}

function project(strategy: Strategy, allocation: readonly CategoryAllocation[], trafficRows: number): Projection {
  const count = (left: (part: CategoryAllocation) => number): number => allocation.reduce((sum, part) => sum + left(part), 0);
  return {
    fullGeneralisation: count((part) => (part.covered > 0 ? 0 : part.found)) / trafficRows,
    memorisingOnly: count((part) => part.found - part.covered) / trafficRows,
    ...(strategy.projectedFalsePositiveRate === undefined ? {} : { assumed: strategy.projectedFalsePositiveRate }),
  };
}
