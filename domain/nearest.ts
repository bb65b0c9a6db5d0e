/**
 * The candidate closest to a mistyped word, by Damerau–Levenshtein distance on lower-cased text, or undefined when none
 * is close (more than a third of the longer word, and more than two edits, differ). Ties go to the earlier candidate.
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  let best: { readonly candidate: string; readonly distance: number } | undefined;
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    const close = distance <= Math.max(2, Math.max(word.length, candidate.length) / 3) && distance < candidate.length;
    if (close && (best === undefined || distance < best.distance)) best = { candidate, distance };
  }
  return best?.candidate;
}

/**
 * Damerau–Levenshtein distance: least number of insertions, deletions, substitutions and swaps of neighbours, with
 * edits allowed between the swapped two. Source: Lowrance and Wagner, "An Extension of the String-to-String Correction
 * Problem", J. ACM 22 (1975).
 */
export function editDistance(a: string, b: string): number {
  const width = b.length + 2;
  const far = a.length + b.length;
  const cells = new Array<number>((a.length + 2) * width).fill(far);
  const at = (i: number, j: number): number => cells[(i + 1) * width + j + 1] ?? far;
  for (let i = 0; i <= a.length; i++) cells[(i + 1) * width + 1] = i;
  for (let j = 0; j <= b.length; j++) cells[width + j + 1] = j;
  const lastRowOf = new Map<string, number>();
  for (let i = 1; i <= a.length; i++) {
    let lastMatch = 0;
    for (let j = 1; j <= b.length; j++) {
      const row = lastRowOf.get(b.charAt(j - 1)) ?? 0;
      const same = a[i - 1] === b[j - 1];
      const swap = at(row - 1, lastMatch - 1) + (i - row - 1) + 1 + (j - lastMatch - 1);
      cells[(i + 1) * width + j + 1] = Math.min(at(i - 1, j - 1) + (same ? 0 : 1), at(i, j - 1) + 1, at(i - 1, j) + 1, swap);
      if (same) lastMatch = j;
    }
    lastRowOf.set(a.charAt(i - 1), i);
  }
  return at(a.length, b.length);
}
