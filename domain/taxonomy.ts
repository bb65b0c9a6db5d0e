/** The categories that false positives are reported and covered by, as data: `data/taxonomy.json`. */
export interface Taxonomy {
  readonly schema: 1;
  /** A guess with less confidence than this, in [0, 1], falls to the last category. */
  readonly confidenceFloor: number;
  /** In the order reports list them; the last takes what none of the others claims. */
  readonly categories: readonly TaxonomyCategory[];
}

export interface TaxonomyCategory {
  readonly name: string;
  readonly description: string;
  /** Categories of the data that belong here: a row that has one of them is not guessed about. */
  readonly dataCategories: readonly string[];
  /** A neighbouring attack votes for this category when its own category or its source is listed. */
  readonly attackCategories: readonly string[];
  readonly attackSources: readonly string[];
  readonly rules: readonly TaxonomyRule[];
}

/** A regular expression (flags `iu`) on the text. A match counts as much as `weight` neighbours that are all but the text itself. */
export interface TaxonomyRule {
  readonly pattern: string;
  readonly weight: number;
}

/** An attack near a false positive. `similarity` is the cosine of their embeddings. */
export interface Neighbour {
  readonly id: string;
  readonly category: string;
  readonly source: string;
  readonly similarity: number;
}

export interface Categorised {
  readonly category: string;
  /** In [0, 1]; 1 where the data says it. */
  readonly confidence: number;
  /** What decided; `none`: nothing spoke for any category clearly enough. */
  readonly by: 'data' | 'neighbours' | 'rules' | 'none';
}

export function categoryNames({ categories }: Taxonomy): string[] {
  return categories.map(({ name }) => name);
}

/** Whether the data itself says where a row belongs. */
export function isKnownCategory({ categories }: Taxonomy, dataCategory: string): boolean {
  return categories.some(({ dataCategories }) => dataCategories.includes(dataCategory));
}

/** The category of a false positive, given its nearest attacks (none where it was not embedded). */
export type Categorise = (row: { readonly text: string; readonly category: string }, neighbours: readonly Neighbour[]) => Categorised;

/**
 * From the data where its category is in the taxonomy. Otherwise each nearest attack votes with its similarity and each
 * rule that matches with its weight; the confidence is the winner's share of all there was to win, a neighbour counting 1:
 * far neighbours, neighbours that vote for nothing and disagreement all lower it.
 */
export function categoriser(taxonomy: Taxonomy): Categorise {
  const compiled = taxonomy.categories.map((category) => ({ ...category, rules: category.rules.map(({ pattern, weight }) => ({ matches: new RegExp(pattern, 'iu'), weight })) }));
  return ({ text, category: dataCategory }, neighbours) => {
    const known = compiled.find(({ dataCategories }) => dataCategories.includes(dataCategory));
    if (known) return { category: known.name, confidence: 1, by: 'data' };
    const tallies = compiled.map(({ name, attackCategories, attackSources, rules }) => {
      const voters = neighbours.filter(({ category, source }) => attackCategories.includes(category) || attackSources.includes(source));
      const votes = voters.reduce((sum, { similarity }) => sum + Math.max(0, similarity), 0);
      const ruled = rules.reduce((sum, { matches, weight }) => sum + (matches.test(text) ? weight : 0), 0);
      return { name, votes, ruled };
    });
    return winner(tallies, Math.max(1, neighbours.length), taxonomy.confidenceFloor);
  };
}

interface Tally {
  readonly name: string;
  readonly votes: number;
  readonly ruled: number;
}

/** At equal figures the first in the taxonomy's order. */
function winner(tallies: readonly Tally[], voters: number, floor: number): Categorised {
  const best = tallies.reduce((a, b) => (b.votes + b.ruled > a.votes + a.ruled ? b : a));
  const confidence = (best.votes + best.ruled) / (voters + tallies.reduce((sum, { ruled }) => sum + ruled, 0));
  if (confidence < floor || confidence === 0) return { category: tallies.at(-1)!.name, confidence, by: 'none' };
  return { category: best.name, confidence, by: best.votes >= best.ruled ? 'neighbours' : 'rules' };
}
