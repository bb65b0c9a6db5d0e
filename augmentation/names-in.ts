/**
 * Names, in lower case: words with a capital where none is needed, inside a line of English prose. Not told from headings and
 * shouting, which is no harm: they are only asked to be there in a variation.
 */
export function namesIn(text: string): string[] {
  return [...text.matchAll(INNER_CAPITAL)].map(([name]) => name.toLowerCase());
}

const INNER_CAPITAL = /(?<=[\p{Ll}\d,;'’")] )\p{Lu}\p{L}+/gu;
