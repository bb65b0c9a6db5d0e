import type { PlanInput } from './plan-input.ts';

export interface Category {
  readonly category: string;
  readonly found: number;
  readonly available: number;
}

/** Categories by falling count, then by name: the order of every table, and of ties, whatever order the input had. */
export function categoriesOf(input: Pick<PlanInput, 'falsePositivesByCategory' | 'availableByCategory'>): Category[] {
  const available = new Map(Object.entries(input.availableByCategory ?? input.falsePositivesByCategory));
  return Object.entries(input.falsePositivesByCategory)
    .map(([category, found]) => ({ category, found, available: Math.min(found, available.get(category) ?? 0) }))
    .sort((a, b) => b.found - a.found || (a.category < b.category ? -1 : 1));
}

/** False positives found over all categories. */
export function totalFound(categories: readonly Category[]): number {
  return categories.reduce((sum, category) => sum + category.found, 0);
}
