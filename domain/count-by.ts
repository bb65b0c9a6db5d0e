/** Counts items by name, names in order of first appearance. */
export function countBy<T>(items: readonly T[], name: (item: T) => string): Record<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(name(item), (counts.get(name(item)) ?? 0) + 1);
  return Object.fromEntries(counts);
}
