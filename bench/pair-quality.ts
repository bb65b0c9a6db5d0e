/** How well clusters agree with the pairs of texts whose similarity is at or above the threshold, by looking at every pair. */
export interface PairQuality {
  /** Share of the pairs that are in one cluster. */
  readonly recall: number;
  /** Share of the pairs in one cluster that are so in the clusters of the truth, too: chains of near pairs are. */
  readonly precision: number;
}

/** Exact Jaccard similarity of the character 5-shingles of normalised texts: no hashes, none of Hone's code. */
export function nearPairs(normalised: readonly string[], threshold: number): [number, number][] {
  const numbers = new Map<string, number>();
  const sets = normalised.map((text, index) => ({ index, shingles: shinglesOf(text, numbers) })).sort((a, b) => a.shingles.length - b.shingles.length);
  const pairs: [number, number][] = [];
  for (const [at, a] of sets.entries()) {
    for (let next = at + 1; next < sets.length; next++) {
      const b = sets[next]!;
      if (a.shingles.length < threshold * b.shingles.length) break; // nor any longer one
      if (similarity(a.shingles, b.shingles) >= threshold) pairs.push([a.index, b.index]);
    }
  }
  return pairs;
}

export function pairQuality(pairs: readonly (readonly [number, number])[], clusters: ArrayLike<number>): PairQuality {
  const truth = components(pairs, clusters.length);
  const found = pairs.filter(([a, b]) => clusters[a] === clusters[b]).length;
  const both = Array.from(clusters, (cluster, index) => `${cluster} ${truth[index]}`);
  return { recall: found / pairs.length, precision: pairsWithin(both) / pairsWithin(Array.from(clusters)) };
}

function shinglesOf(text: string, numbers: Map<string, number>): Int32Array {
  const characters = [...text];
  const shingles = new Set<number>();
  for (let start = 0; start < Math.max(1, characters.length - 4); start++) {
    const shingle = characters.slice(start, start + 5).join('');
    if (!numbers.has(shingle)) numbers.set(shingle, numbers.size);
    shingles.add(numbers.get(shingle)!);
  }
  return Int32Array.from(shingles).sort();
}

function similarity(a: Int32Array, b: Int32Array): number {
  let shared = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const [left, right] = [a[i]!, b[j]!];
    if (left === right) shared++;
    if (left <= right) i++;
    if (right <= left) j++;
  }
  return shared / (a.length + b.length - shared);
}

function components(pairs: readonly (readonly [number, number])[], size: number): number[] {
  const neighbours: number[][] = Array.from({ length: size }, () => []);
  for (const [a, b] of pairs) {
    neighbours[a]!.push(b);
    neighbours[b]!.push(a);
  }
  const component = new Array<number>(size).fill(-1);
  for (let start = 0; start < size; start++) {
    for (const open = [start]; open.length > 0; ) {
      const at = open.pop()!;
      if (component[at] !== -1) continue;
      component[at] = start;
      open.push(...neighbours[at]!);
    }
  }
  return component;
}

/** How many pairs have equal labels. */
function pairsWithin(labels: readonly (string | number)[]): number {
  const sizes = new Map<string | number, number>();
  for (const label of labels) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  return [...sizes.values()].reduce((sum, size) => sum + (size * (size - 1)) / 2, 0);
}
