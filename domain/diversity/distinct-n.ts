import { nGrams } from './n-grams.ts';

/**
 * Distinct n-grams as a share of all n-grams of the texts together, in [0, 1]; 0 when there are none. It falls as texts are
 * added, so compare only equal numbers of texts. Texts are given as words.
 * Source: Li et al. (2016), "A Diversity-Promoting Objective Function for Neural Conversation Models", NAACL, 110–119 (distinct-1 and distinct-2).
 */
export function distinctN(texts: readonly (readonly string[])[], n: number): number {
  const distinct = new Set<string>();
  let all = 0;
  for (const words of texts) {
    for (const gram of nGrams(words, n)) {
      distinct.add(gram);
      all++;
    }
  }
  return all === 0 ? 0 : distinct.size / all;
}
