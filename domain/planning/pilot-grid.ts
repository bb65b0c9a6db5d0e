import { largestRemainder } from '../allocation.ts';
import type { PilotSettings } from '../profile.ts';
import { categoriesOf } from './categories.ts';
import type { PlanInput } from './plan-input.ts';

/** One pilot: which false positives it is trained on, and how many variations of each. */
export interface Pilot {
  /** Share of the false positives that may be trained on. */
  readonly coverage: number;
  readonly covered: number;
  readonly variations: number;
  readonly allocation: Readonly<Record<string, number>>;
}

/**
 * A cross through the settings instead of every pair: all coverages at the number of variations that is nearest to the chosen
 * strategy's, all variations at the middle coverage; first of all a pilot that covers nothing, which shows what training on the
 * old rows does by itself. A larger coverage holds the smaller one. Pilots that would be equal are one.
 */
export function pilotGrid(
  { coverages, variations }: PilotSettings,
  variationsPerFalsePositive: number,
  found: Pick<PlanInput, 'falsePositivesByCategory' | 'availableByCategory'>,
): Pilot[] {
  const steps = nested([...new Set(coverages)].sort(ascending), found);
  const usual = nearestOf(variations, variationsPerFalsePositive);
  const middle = steps[Math.floor(steps.length / 2)];
  const pilots = [
    { coverage: 0, covered: 0, allocation: {}, variations: 0 },
    ...steps.map((step) => ({ ...step, variations: usual })),
    ...(middle ? [...variations].sort(ascending).map((each) => ({ ...middle, variations: each })) : []),
  ];
  return unique(pilots);
}

type Step = Omit<Pilot, 'variations'>;

/** Allocations from the largest down, each within the next larger one: by itself the largest remainder does not promise that. */
function nested(coverages: readonly number[], found: Parameters<typeof pilotGrid>[2]): Step[] {
  const categories = categoriesOf(found);
  const available = categories.reduce((sum, category) => sum + category.available, 0);
  let caps = categories.map((category) => category.available);
  const steps = coverages.toReversed().map((coverage): Step => {
    const asked = Math.floor(coverage * available + 0.5 + 1e-9);
    if (asked > 0) caps = largestRemainder(categories.map((category) => category.found), asked, caps);
    const parts = asked > 0 ? caps : [];
    const allocation = Object.fromEntries(categories.map(({ category }, index) => [category, parts[index] ?? 0]));
    return { coverage, covered: asked, allocation };
  });
  return steps.reverse();
}

/** Of two that are equally near, the smaller. */
function nearestOf(values: readonly number[], wanted: number): number {
  return values.reduce((best, value) => {
    const nearer = Math.abs(value - wanted) - Math.abs(best - wanted);
    return nearer < 0 || (nearer === 0 && value < best) ? value : best;
  });
}

/** Without covered false positives there is nothing to vary: all such pilots are the first one. */
function unique(pilots: readonly Pilot[]): Pilot[] {
  const name = ({ covered, variations }: Pilot): string => (covered === 0 ? 'none' : `${covered} ${variations}`);
  const seen = new Set<string>();
  return pilots.filter((pilot) => !seen.has(name(pilot)) && seen.add(name(pilot)));
}

const ascending = (a: number, b: number): number => a - b;
