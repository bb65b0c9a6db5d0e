/** The runs of `n` neighbouring words of a text, each as one string. */
export function nGrams(words: readonly string[], n: number): string[] {
  return Array.from({ length: Math.max(0, words.length - n + 1) }, (_, from) => words.slice(from, from + n).join(' '));
}
