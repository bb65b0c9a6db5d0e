/** Items by name, names and items in order of appearance. (Node 20 has no Map.groupBy.) */
export function groupBy<T, K>(items: readonly T[], name: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(name(item));
    if (group) group.push(item);
    else groups.set(name(item), [item]);
  }
  return groups;
}
